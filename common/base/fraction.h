/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exact quotients of sample rates: 44100 Hz / 666666.667 Hz is 44100000 / 666666667, not a rounded number.
 */
#ifndef SPECPIPE_BASE_FRACTION_H
#define SPECPIPE_BASE_FRACTION_H

#include <stdint.h>

#include "base/notation.h"

enum { MOST_TERM = 1000000000 };

struct fraction {
    int64_t num, den; /* positive, in lowest terms, at most MOST_TERM */
};

/*
 * The quotient a / b of two ratios of decimal numbers.
 *
 * Returns NULL, or a sentence if a term exceeds MOST_TERM; *below and *above then receive the nearest fractions below
 * and above whose terms fit (0 / 1 and 1 / 0 if none do).
 */
const char *fraction_of(struct fraction *fraction, struct ratio a, struct ratio b, struct fraction *below,
                        struct fraction *above);

/*
 * The fraction of the smallest terms from `low` to `high`, both positive and finite, low <= high. Where none has terms up
 * to 10^15: low / 1.
 */
struct ratio fraction_simplest(double low, double high);

#endif
