/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One stage of resampling by a ratio of any terms: each output has taps of its own, interpolated between the phases
 * of a table.
 *
 * Push samples of one channel, take what is ready; pushing nothing ends the run. Positions are exact whole numbers:
 * output j is centred on input position j * down / up, however long the run. Beyond the ends the signal is zero.
 * A tone of f cycles per sample comes with errors of (f / 1024)^2: -148 dB at 0.2, where this stage is used.
 * Source: J. O. Smith and P. Gossett, "A flexible sampling-rate conversion method", 1984.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_POLYPHASE_H
#define SPECPIPE_SIGNAL_RESAMPLE_POLYPHASE_H

#include <stddef.h>
#include <stdint.h>

#include "signal/resample/lowpass.h"

struct polyphase;

/*
 * lowpass   in cycles per sample of the input
 * up, down  in lowest terms
 * first     position of the first sample that will be pushed
 * output    number of the first output wanted
 * most      samples of one push
 */
struct polyphase *polyphase_create(const struct lowpass *lowpass, int64_t up, int64_t down, int64_t first,
                                   int64_t output, size_t most);

/* All ready output must have been taken before; count 0 ends the run. */
void polyphase_push(struct polyphase *stage, const float *samples, size_t count);

/* output[most] out: at most so many that are ready; how many there are. After the end: what the filter still reaches. */
size_t polyphase_next(struct polyphase *stage, float *output, size_t most);

void polyphase_destroy(struct polyphase *stage);

#endif
