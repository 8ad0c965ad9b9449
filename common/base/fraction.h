/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exact quotients of rates: 44100 Hz out of 666666.667 Hz is 44100000 / 666666667, not a rounded number.
 */
#ifndef SPECPIPE_BASE_FRACTION_H
#define SPECPIPE_BASE_FRACTION_H

#include <stdint.h>

#include "base/notation.h"

enum { MOST_TERM = 1000000000 };

struct fraction {
    int64_t over, under; /* positive, in lowest terms, at most MOST_TERM */
};

/*
 * a / b, of the decimal numbers that the two ratios are written as.
 * NULL, or a sentence; *below and *above are then the nearest fractions whose terms are small enough (0 / 1 and 1 / 0
 * where there are none).
 */
const char *fraction_of(struct fraction *fraction, struct ratio a, struct ratio b, struct fraction *below,
                        struct fraction *above);

#endif
