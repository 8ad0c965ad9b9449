/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dither: normal random numbers added to frames, the same in every run.
 *
 * A number depends on the seed, the channel, the row and the position in the frame alone, not on what came before.
 * Sources: G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number generators", 2014 (the mixing
 * function); G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958.
 */
#ifndef SPECPIPE_SIGNAL_MEL_DITHER_H
#define SPECPIPE_SIGNAL_MEL_DITHER_H

#include <stddef.h>
#include <stdint.h>

struct dither_place {
    uint64_t seed, channel, row;
};

/* out[length]: frame[length] and standard normal numbers times `deviation`; `out` may be `frame` */
void dither_add(float *out, const float *frame, size_t length, double deviation, struct dither_place place);

#endif
