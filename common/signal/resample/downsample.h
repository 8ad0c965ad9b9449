/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two simple decimators for comparison with the linear-phase filter: they cause aliasing, phase distortion, or both.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_DOWNSAMPLE_H
#define SPECPIPE_SIGNAL_RESAMPLE_DOWNSAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct downsample;

/*
 * Means of `factor` samples; or, with `chebyshev`, every factor-th sample after a Chebyshev low-pass filter of type I,
 * order 8, ripple 0.05 dB, to 0.8 of the new Nyquist frequency, by the bilinear transform, as
 * scipy.signal.decimate(zero_phase=False) does. [Parks & Burrus, Digital Filter Design, 1987, chapter 7]
 */
struct downsample *downsample_create(bool chebyshev, int64_t factor);

/* Writes to output[0], output[stride] ... and returns how many; count 0 ends the run, with a mean of fewer samples. */
size_t downsample_run(struct downsample *downsample, float *output, size_t stride, const float *samples, size_t count);

void downsample_destroy(struct downsample *downsample);

#endif
