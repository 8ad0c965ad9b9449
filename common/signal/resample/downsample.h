/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two ways of decimating that the polyphase filter is compared with: they fold, or bend phases, or both.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_DOWNSAMPLE_H
#define SPECPIPE_SIGNAL_RESAMPLE_DOWNSAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct downsample;

/*
 * Means of `factor` samples; or, with `chebyshev`, every factor-th sample behind a Chebyshev low-pass of the first
 * kind, order 8, ripple 0.05 dB, to 0.8 of the new Nyquist frequency, by the bilinear transform: what
 * scipy.signal.decimate(zero_phase=False) does. [Parks & Burrus, Digital Filter Design, 1987, chapter 7]
 */
struct downsample *downsample_create(bool chebyshev, int64_t factor);

/* output[.., stride] out; count 0 ends the run: a mean of fewer samples may be left. How many came out. */
size_t downsample_run(struct downsample *downsample, float *output, size_t stride, const float *samples, size_t count);

void downsample_destroy(struct downsample *downsample);

#endif
