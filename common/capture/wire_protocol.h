/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of protocols: how boards pack their samples.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_PROTOCOL_H
#define SPECPIPE_CAPTURE_WIRE_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/notation.h"

struct wire_decoder;

/* The facts that a protocol specifies; 0 and "" mean that the setting decides. */
struct wire_protocol {
    const char *name, *format;
    long channels, bits;
    double vref, half;
    struct ratio rate;
    const struct wire_decoder *decoder;
};
const struct wire_protocol *wire_protocol_find(const char *name);

const char *protocol_name(size_t i); /* bare due due-packet scope framed tag7; NULL past the end */

/* Whether packets of the protocol carry auxiliary values (struct wire_aux). NULL is bare. */
bool protocol_has_aux(const char *name);

#endif
