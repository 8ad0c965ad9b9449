/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dither: adds normally distributed random numbers to frames, the same in every run.
 *
 * A number depends on the seed, the channel, the row and the position in the frame only, not on earlier frames.
 * Sources: G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number generators", 2014 (the mixing
 * function); G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958.
 */
#ifndef SPECPIPE_SIGNAL_MEL_DITHER_H
#define SPECPIPE_SIGNAL_MEL_DITHER_H

#include <stddef.h>
#include <stdint.h>

struct dither_key {
    uint64_t seed, channel, row;
};

/* out[length] out: frame[length] plus `deviation` times standard normal numbers; `out` may be `frame` */
void dither_add(float *out, const float *frame, size_t length, double deviation, struct dither_key key);

#endif
