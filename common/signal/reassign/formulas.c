/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/formulas.h"

#include <math.h>

#include "signal/reassign/angle.h"

/* |X|^2 below this has lost digits, and its reciprocal might be infinite. */
static const float least = 1e-30f;

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

/* Adds 1 - Re(d u) to mixed, which is Re(X[uh'] / X) so far. */
static void finish_mixed(size_t bins, float *restrict mixed, struct fft_pair_bins d, struct fft_pair_bins u)
{
    const float *restrict d_re = d.real, *restrict d_im = d.imaginary;
    const float *restrict u_re = u.real, *restrict u_im = u.imaginary;
    for (size_t k = 0; k < bins; k++)
        mixed[k] = 1 + mixed[k] - (d_re[k] * u_re[k] - d_im[k] * u_im[k]);
}

/* Several passes over arrays in the level-1 cache: compilers do not vectorise one loop with that many pointers. */
void formulas_fill_af(struct points *points, const struct af_bins *x, size_t fft_size, float *const scratch[5])
{
    struct fft_pair_bins over = {scratch[0], scratch[1]}, u = {points->delay, scratch[2]},
                         d = {scratch[3], points->shift};
    float to_bins = (float)((double)fft_size / (2 * M_PI));
    size_t bins = points->bins;
    invert(bins, points->power, scratch[0], scratch[1], x->window, x->power_scale);
    multiply(bins, points->delay, scratch[2], x->ramp, over, x->ramp_scale);
    multiply(bins, scratch[3], points->shift, x->slope, over, x->slope_scale);
    multiply(bins, points->mixed, scratch[4], x->ramp_slope, over, x->ramp_slope_scale);
    finish_mixed(bins, points->mixed, d, u);
    for (size_t k = 0; k < bins; k++)
        points->shift[k] *= -to_bins;
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
