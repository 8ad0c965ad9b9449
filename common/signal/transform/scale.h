/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frequency scales, in one table: maps between hertz and positions on an axis.
 *
 * `name` is the value of an option, `unit` the word in the axis line of a stream; scale_find accepts both.
 * Every scale increases with frequency, and to_hertz is the inverse of from_hertz.
 *
 * linear      f in Hz
 * log         octaves: log2(f), f in Hz
 * mel         2595 log10(1 + f / 700): S. Young et al., The HTK Book, 2006; D. O'Shaughnessy 1987
 * mel-slaney  3 f / 200 to 1 kHz, then a logarithm, 6.4 times in 27 mel: M. Slaney, Auditory Toolbox, 1998
 * bark        26.81 f / (1960 + f) - 0.53: H. Traunmueller 1990, without his corrections at the ends
 * erb         21.4 log10(1 + 0.00437 f): B. Glasberg and B. Moore 1990
 * pitch       12 log2(f / 440): semitones above A4 = 440 Hz
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_SCALE_H
#define SPECPIPE_SIGNAL_TRANSFORM_SCALE_H

#include <stddef.h>

struct scale {
    const char *name;
    const char *unit;
    double (*from_hertz)(double hertz);
    double (*to_hertz)(double value);
    double lowest; /* Hz, the least start of an axis: 0, or 1e-6 on logarithmic scales */
};

/* The scale with this name or unit, or NULL. */
const struct scale *scale_find(const char *name_or_unit);

/* The i-th name in the table; NULL past the end. */
const char *scale_name(size_t i);

#endif
