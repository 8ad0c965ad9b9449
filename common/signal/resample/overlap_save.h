/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One stage of resampling by Fourier transforms: overlap-save with an inverse transform of another length.
 *
 * A block of n `down` samples is transformed, multiplied by the filter's response, and transformed back with n `up`
 * points, which filters and resamples at once. Push samples of one channel, pull the output; pushing nothing ends the
 * run. Output j is at input position j * down / up. Beyond the ends the signal is zero. Sources: T. G. Stockham,
 * "High-speed convolution and correlation", 1966; S. Muramatsu and H. Kiya, "Extended overlap-add and -save methods for
 * multirate signal processing", 1997.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_OVERLAP_SAVE_H
#define SPECPIPE_SIGNAL_RESAMPLE_OVERLAP_SAVE_H

#include <stddef.h>
#include <stdint.h>

#include "signal/resample/lowpass.h"

struct overlap_save;

/*
 * lowpass   in cycles per input sample
 * stop      the response is zero above it. At most 1/2: the spectrum ends there, and a filter that passes more would be
 *           truncated and ring through whole blocks. At most up / down, so that the spectrum folds once at most
 * up, down  in lowest terms
 * first     position of the first sample that will be pushed
 * output    number of the first output wanted
 * most      greatest number of samples of one push
 */
struct overlap_save *overlap_save_create(const struct lowpass *lowpass, double stop, int64_t up, int64_t down,
                                         int64_t first, int64_t output, size_t most);

/* samples[count]; count 0 ends the run. All ready output must have been pulled before. */
void overlap_save_push(struct overlap_save *overlap_save, const float *samples, size_t count);

/* output[most] out: at most that many ready samples; returns how many. After the end: those that the filter reaches. */
size_t overlap_save_next(struct overlap_save *overlap_save, float *output, size_t most);

void overlap_save_destroy(struct overlap_save *overlap_save);

#endif
