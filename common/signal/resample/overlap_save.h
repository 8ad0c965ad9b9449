/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One stage of resampling by Fourier transforms: overlap-save, with as many points back as the new rate needs.
 *
 * A block of `down` n samples is transformed, weighted with the filter's response, and transformed back at `up` n
 * points: that is filtering and resampling in one. Push samples of one channel, take what is ready; pushing nothing
 * ends the run. Output j is centred on input position j * down / up. Beyond the ends the signal is zero.
 * Sources: T. G. Stockham, "High-speed convolution and correlation", 1966; S. Muramatsu and H. Kiya, "Extended
 * overlap-add and -save methods for multirate signal processing", 1997.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_OVERLAP_SAVE_H
#define SPECPIPE_SIGNAL_RESAMPLE_OVERLAP_SAVE_H

#include <stddef.h>
#include <stdint.h>

#include "signal/resample/lowpass.h"

struct overlap_save;

/*
 * lowpass   in cycles per sample of the input
 * stop      nothing above it leaves. At most 1/2, for images are not made: a filter that falls across them would end there
 *           abruptly, and ring through whole blocks; and at most up / down, to be folded no more than once
 * up, down  in lowest terms
 * first     position of the first sample that will be pushed
 * output    number of the first output wanted
 * most      samples of one push
 */
struct overlap_save *overlap_save_create(const struct lowpass *lowpass, double stop, int64_t up, int64_t down,
                                         int64_t first, int64_t output, size_t most);

/* All ready output must have been taken before; count 0 ends the run. */
void overlap_save_push(struct overlap_save *overlap_save, const float *samples, size_t count);

/* output[most] out: at most so many that are ready; how many there are. After the end: what the filter still reaches. */
size_t overlap_save_next(struct overlap_save *overlap_save, float *output, size_t most);

void overlap_save_destroy(struct overlap_save *overlap_save);

#endif
