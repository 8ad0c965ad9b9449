/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Levels: power as decibels, fast, and the same bits for one value as for a million.
 *
 * Measured over every positive normal float: at most 1.2e-5 dB from exact within +-200 dB, 3.6e-5 dB anywhere, and
 * never more than 2e-6 of the level. (The float that holds 200 dB is itself rounded by up to 0.8e-5.) Never NaN:
 * a power that is zero, negative, subnormal or NaN counts as the smallest normal float, -379.3 dB, before the floor.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_LEVEL_H
#define SPECPIPE_SIGNAL_TRANSFORM_LEVEL_H

#include <stddef.h>

/* dB: where nothing is left; levels that are written are never lower, and so never infinite. */
enum { LEVEL_FLOOR = -200 };

/* dB: more than any level of real sound, for tables that must end somewhere. */
enum { LEVEL_CEILING = 60 };

/*
 * level[count]  out: max(10 log10(power), floor) dB
 * power[count]  may be level itself
 * floor         dB; -200 is below anything a float spectrogram can hold
 */
void level_fill(float *level, const float *power, size_t count, float floor);

/* One value, with the same bits. */
float level_of(float power, float floor);

#endif
