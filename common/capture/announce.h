/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A board may say in one line of JSON what it sends: {"rate": 666666.667, "format": "u16le", "bits": 12}
 *
 * Keys: rate (a number, or a fraction as text: "2000000/3"), protocol, format, channels, bits, vref, source (its name).
 */
#ifndef SPECPIPE_CAPTURE_ANNOUNCE_H
#define SPECPIPE_CAPTURE_ANNOUNCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/notation.h"
#include "capture/wire.h"

enum { MOST_ANNOUNCE = 4096 /* bytes before which the line must have ended */ };

struct announcement {
    struct ratio rate;        /* {0, 0}: not said */
    struct wire_setting wire; /* zeros and "" where nothing is said; scale is not the board's business */
    char source[64];
};

enum announce_state { ANNOUNCE_NONE, ANNOUNCE_MORE, ANNOUNCE_FOUND, ANNOUNCE_BAD };

/*
 * Looks at the first bytes of a run. `anywhere`: text may precede the line (a boot message); else it must be at the
 * very start. FOUND: *used bytes, line end included, are the announcement and what preceded it. MORE: not enough bytes
 * yet to tell. NONE: these are data. BAD: it is such a line, but *why says what is wrong in it. With MORE and NONE *why
 * may tell of a line that looked like one and was none.
 */
enum announce_state announce_find(struct announcement *said, size_t *used, const char **why, const unsigned char *bytes,
                                  size_t count, bool anywhere);

#endif
