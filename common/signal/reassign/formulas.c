/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/formulas.h"

#include <math.h>

#include "base/processor.h"
#include "signal/reassign/angle.h"

/* |X|^2 below this has lost digits, and its reciprocal might be infinite. */
static const float least = 1e-30f;

/*
 * Before a loop over more arrays than compilers check for overlap: they do not overlap. clang would warn where sanitizers
 * keep the loop from being vectorised.
 */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"
#define ARRAYS_DO_NOT_OVERLAP _Pragma("clang loop vectorize(assume_safety)")
#else
#define ARRAYS_DO_NOT_OVERLAP _Pragma("GCC ivdep")
#endif

__attribute__((always_inline)) static inline void fill_af(struct points *points, const struct af_bins *x, float to_bins)
{
    const float *restrict h_re = x->window.real, *restrict h_im = x->window.imaginary;
    const float *restrict u_re = x->ramp.real, *restrict u_im = x->ramp.imaginary;
    const float *restrict d_re = x->slope.real, *restrict d_im = x->slope.imaginary;
    const float *restrict b_re = x->ramp_slope.real, *restrict b_im = x->ramp_slope.imaginary;
    float *restrict power = points->power, *restrict delay = points->delay;
    float *restrict shift = points->shift, *restrict mixed = points->mixed;
    struct af_bins scale = *x;
    ARRAYS_DO_NOT_OVERLAP
    for (size_t k = 0; k < points->bins; k++) {
        float square = h_re[k] * h_re[k] + h_im[k] * h_im[k], over = 1 / (square > least ? square : INFINITY);
        float re = h_re[k] * over, im = -h_im[k] * over;
        float ramp_re = (u_re[k] * re - u_im[k] * im) * scale.ramp_scale;
        float ramp_im = (u_re[k] * im + u_im[k] * re) * scale.ramp_scale;
        float slope_re = (d_re[k] * re - d_im[k] * im) * scale.slope_scale;
        float slope_im = (d_re[k] * im + d_im[k] * re) * scale.slope_scale;
        float both = (b_re[k] * re - b_im[k] * im) * scale.ramp_slope_scale;
        power[k] = square * scale.power_scale;
        delay[k] = ramp_re;
        shift[k] = slope_im * -to_bins;
        mixed[k] = 1 + both - (slope_re * ramp_re - slope_im * ramp_im);
    }
}

FOR_AVX2 static void fill_af_avx2(struct points *points, const struct af_bins *x, float to_bins)
{
    fill_af(points, x, to_bins);
}

void formulas_fill_af(struct points *points, const struct af_bins *x, size_t fft_size)
{
    float to_bins = (float)((double)fft_size / (2 * M_PI));
    if (has_avx2())
        fill_af_avx2(points, x, to_bins);
    else
        fill_af(points, x, to_bins);
}

/* power out: |X|^2 scaled; re, im out: 1 / X, or 0 */
static void invert(size_t bins, float *restrict power, float *restrict re, float *restrict im, struct fft_pair_bins x,
                   float scale)
{
    const float *restrict x_re = x.real, *restrict x_im = x.imaginary;
    for (size_t k = 0; k < bins; k++) {
        float square = x_re[k] * x_re[k] + x_im[k] * x_im[k];
        float over = 1 / (square > least ? square : INFINITY);
        power[k] = square * scale;
        re[k] = x_re[k] * over;
        im[k] = -x_im[k] * over;
    }
}

/* re, im out: a b scaled */
static void multiply(size_t bins, float *restrict re, float *restrict im, struct fft_pair_bins a,
                     struct fft_pair_bins b, float scale)
{
    const float *restrict a_re = a.real, *restrict a_im = a.imaginary;
    const float *restrict b_re = b.real, *restrict b_im = b.imaginary;
    for (size_t k = 0; k < bins; k++) {
        re[k] = (a_re[k] * b_re[k] - a_im[k] * b_im[k]) * scale;
        im[k] = (a_re[k] * b_im[k] + a_im[k] * b_re[k]) * scale;
    }
}

/* re, im out: X[k] times the conjugate of X[k - 1]; X[-1] is the conjugate of X[1] */
static void compare_bins(size_t bins, float *restrict re, float *restrict im, struct fft_pair_bins x)
{
    const float *restrict x_re = x.real, *restrict x_im = x.imaginary;
    size_t next = bins > 1 ? 1 : 0;
    re[0] = x_re[0] * x_re[next] - x_im[0] * x_im[next];
    im[0] = x_im[0] * x_re[next] + x_re[0] * x_im[next];
    for (size_t k = 1; k < bins; k++) {
        re[k] = x_re[k] * x_re[k - 1] + x_im[k] * x_im[k - 1];
        im[k] = x_im[k] * x_re[k - 1] - x_re[k] * x_im[k - 1];
    }
}

void formulas_fill_nelson(struct points *points, const struct nelson_bins *x, size_t fft_size, float *const scratch[4])
{
    float *restrict shift = points->shift, *restrict delay = points->delay, *restrict mixed = points->mixed;
    struct fft_pair_bins over = {scratch[0], scratch[1]};
    float to_bins = (float)((double)fft_size / (2 * M_PI));
    size_t bins = points->bins;
    invert(bins, points->power, scratch[0], scratch[1], x->window, x->power_scale);
    multiply(bins, scratch[2], scratch[3], x->difference, over, x->difference_scale);
    for (size_t k = 0; k < bins; k++)
        scratch[2][k] += 1;
    angle_fill(shift, scratch[3], scratch[2], bins);
    compare_bins(bins, scratch[2], scratch[3], x->window);
    angle_fill(delay, scratch[3], scratch[2], bins);
    for (size_t k = 0; k < bins; k++) {
        shift[k] *= -to_bins;
        delay[k] *= -to_bins;
    }
    points_clear_sidelobe_delays(points, fft_size, x->tone_delay);
    mixed[0] = 1 + shift[0] + (bins > 1 ? shift[1] : 0); /* shift[-1] is -shift[1] */
    for (size_t k = 1; k < bins; k++)
        mixed[k] = 1 + shift[k] - shift[k - 1];
}
