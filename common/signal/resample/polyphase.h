/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One stage of resampling by any rational ratio: the taps of each output are interpolated between the phases of a
 * table.
 *
 * Push samples of one channel, pull the output; pushing nothing ends the run. Positions are exact integers: output j is
 * at input position j * down / up in runs of any length. Beyond the ends the signal is zero. The error of a tone of f
 * cycles per sample is (f / 1024)^2: -148 dB at 0.2, where this stage is used. Source: J. O. Smith and P. Gossett, "A
 * flexible sampling-rate conversion method", 1984.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_POLYPHASE_H
#define SPECPIPE_SIGNAL_RESAMPLE_POLYPHASE_H

#include <stddef.h>
#include <stdint.h>

#include "signal/resample/lowpass.h"

struct polyphase;

/*
 * lowpass   in cycles per input sample
 * up, down  in lowest terms
 * first     position of the first sample that will be pushed
 * output    number of the first output wanted
 * most      greatest number of samples of one push
 */
struct polyphase *polyphase_create(const struct lowpass *lowpass, int64_t up, int64_t down, int64_t first,
                                   int64_t output, size_t most);

/* samples[count]; count 0 ends the run. All ready output must have been pulled before. */
void polyphase_push(struct polyphase *stage, const float *samples, size_t count);

/* output[most] out: at most that many ready samples; returns how many. After the end: those that the filter reaches. */
size_t polyphase_next(struct polyphase *stage, float *output, size_t most);

void polyphase_destroy(struct polyphase *stage);

#endif
