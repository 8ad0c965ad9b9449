/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The formulas of the estimators, as estimate.h has them: from the transforms of a frame with several windows to the
 * power, delay, shift and mixed derivative of every bin.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_FORMULAS_H
#define SPECPIPE_SIGNAL_REASSIGN_FORMULAS_H

#include "signal/reassign/points.h"
#include "signal/transform/fft.h"

/* Transforms with h, u h, h' and u h', and the factors that undo the scaling of those windows. */
struct af_bins {
    struct fft_pair_bins window, ramp, slope, ramp_slope;
    float power_scale; /* from |X[h]|^2 to power */
    float ramp_scale, slope_scale, ramp_slope_scale;
};

/* Transforms with h and h[n + 1] - h[n]. */
struct nelson_bins {
    struct fft_pair_bins window, difference;
    float power_scale, difference_scale;
    float tone_delay; /* as estimate_tone_delay */
};

/* points  out: all but `unmoved`, `real` and `imaginary`; scratch[][bins] is overwritten */
void formulas_fill_af(struct points *points, const struct af_bins *x, size_t fft_size);
void formulas_fill_nelson(struct points *points, const struct nelson_bins *x, size_t fft_size, float *const scratch[4]);

#endif
