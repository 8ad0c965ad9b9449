/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The setting of a wire: the meaning of the bytes, as options, an announcement and the protocol specify it.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_SETTING_H
#define SPECPIPE_CAPTURE_WIRE_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/notation.h"

/* unit: full scale is 1. volts: by vref. raw: the numbers as sent. */
enum wire_scale { WIRE_UNIT, WIRE_VOLTS, WIRE_RAW };
const char *wire_scale_name(size_t i); /* unit volts raw; NULL past the end */

/* Sample formats, then "text"; NULL past the end. wire_resolve also accepts u9 .. u15 and s9 .. s15. */
const char *wire_format_name(size_t i);

/*
 * The meaning of the bytes as far as options or an announcement specify it. NULL, "" and 0 are unspecified;
 * wire_resolve fills them in from the protocol.
 */
struct wire_setting {
    const char *protocol; /* a name of protocol_name; NULL: bare */
    /*
     * A sample format (s16 is s16le), one of fewer bits in 16 (u12le), or "text". Resolved: a sample format or "text";
     * "" if framed, whose packets specify it.
     */
    char format[16];
    long channels;
    long bits;   /* significant bits of integers. Resolved 0: floats, text without --bits, framed */
    double vref; /* volts at full scale: the range is 0 .. vref for unsigned numbers, else -vref .. vref */
    enum wire_scale scale;
    bool starts_aligned; /* the first byte begins a row, as in a file or a pipe; a port may have been sending already */
};

#endif
