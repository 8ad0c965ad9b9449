/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Levels: power in decibels, fast, and with the same bits for one value as for many.
 *
 * Measured over every positive normal float: the error is at most 1.2e-5 dB within +-200 dB, 3.6e-5 dB anywhere, and
 * never more than 2e-6 of the level. (Rounding 200 dB to float already costs up to 0.8e-5 dB.) Never NaN: a power that
 * is zero, negative, subnormal or NaN counts as the smallest normal float, -379.3 dB, before the floor is applied.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_LEVEL_H
#define SPECPIPE_SIGNAL_TRANSFORM_LEVEL_H

#include <stddef.h>

/* dB: the lowest level that is written, so that silence is not -infinity */
enum { LEVEL_FLOOR = -200 };

/* dB: above any level of real sound, for tables that need an upper bound */
enum { LEVEL_CEILING = 60 };

/*
 * level[count]  out: max(10 log10(power), floor) dB
 * power[count]  may be level itself
 * floor         dB; -200 is below every level that a float spectrogram resolves
 */
void level_fill(float *level, const float *power, size_t count, float floor);

/* The level of one value, with the same bits. */
float level_of(float power, float floor);

#endif
