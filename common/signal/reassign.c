/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "signal/angle.h"
#include "signal/fft.h"
#include "signal/hermite.h"
#include "signal/window.h"

NAMES(estimator_name, "af", "nelson")

/* Windows that share a transform are brought to the size of h, so that none suffers from the other's rounding. */
struct kernel {
    float (*weights)[2]; /* [win_length] */
    float scale[2];      /* undoes that */
    struct twin *twin;
    struct twin_bins bins[2];
};

struct reassign {
    struct reassign_setting setting;
    size_t bins, offset; /* where in the transform's buffer the frame begins: its centre lies at 0 */
    struct kernel kernel[2];
    float inner, outer;                /* amplitude scale between DC and Nyquist, and of these two */
    float most_delay, lowest, highest; /* a point that would leave these stays; bins */
    float *scratch[5];                 /* [bins] */
    float edge;                        /* nelson: the weight of the sample before the frame */
    struct reassign_gain gain;
    double held;
};

/* What the windows are made of: h, its slope, and sums. */
struct material {
    double *weights, *slopes, *product; /* [win_length] */
    double sum, squares;
};

static double squares_of(const double *weights, size_t length)
{
    double sum = 0;
    for (size_t i = 0; i < length; i++)
        sum += weights[i] * weights[i];
    return sum;
}

/* Weights of one of a kernel's two windows. */
static void set_kernel(struct kernel *kernel, size_t which, const double *weights, size_t length, double squares)
{
    double own = squares_of(weights, length);
    double scale = own > 0 ? sqrt(squares / own) : 1;
    for (size_t i = 0; i < length; i++)
        kernel->weights[i][which] = (float)(weights[i] * scale);
    kernel->scale[which] = (float)(1 / scale);
}

/* af: h and u h in one transform, h' and u h' in the other: towards the ends of the frame each two fall alike */
static void set_af(struct reassign *reassign, struct material *it)
{
    size_t length = reassign->setting.win_length;
    const double *bases[2] = {it->weights, it->slopes};
    for (size_t i = 0; i < 2; i++) {
        set_kernel(&reassign->kernel[i], 0, bases[i], length, it->squares);
        for (size_t n = 0; n < length; n++)
            it->product[n] = ((double)n - (double)(length / 2)) * bases[i][n];
        set_kernel(&reassign->kernel[i], 1, it->product, length, it->squares);
    }
}

/*
 * nelson: h, and h[n + 1] - h[n]. The frame one sample before is, but for a turn of one sample's phase, the frame under
 * h[n + 1] with n = -1 ... length - 1; the difference of both is small, and its own transform does not lose its digits
 * as subtracting the two would.
 */
static void set_nelson(struct reassign *reassign, struct material *it)
{
    size_t length = reassign->setting.win_length;
    for (size_t i = 0; i < length; i++)
        it->product[i] = (i + 1 < length ? it->weights[i + 1] : 0) - it->weights[i];
    set_kernel(&reassign->kernel[0], 0, it->weights, length, it->squares);
    set_kernel(&reassign->kernel[0], 1, it->product, length, it->squares);
    reassign->edge = (float)it->weights[0] / reassign->kernel[0].scale[1];
}

static void create_kernels(struct reassign *reassign)
{
    size_t kernels = reassign->setting.estimator == ESTIMATOR_AF ? 2 : 1;
    for (size_t i = 0; i < kernels; i++) {
        reassign->kernel[i].weights = mem_new(reassign->setting.win_length, sizeof *reassign->kernel[i].weights);
        reassign->kernel[i].twin = twin_create(reassign->setting.fft_size);
    }
}

/* The sum of |W[k]| / W[0] over all bins: what the magnitudes of a sine on a bin add up to. */
static double magnitudes(const struct reassign_setting *setting, const double *weights, double sum)
{
    struct fft *fft = fft_create(setting->fft_size);
    for (size_t i = 0; i < setting->win_length; i++)
        fft_frame(fft)[i] = (float)weights[i];
    fft_forward(fft);
    double total = 0;
    for (size_t k = 0; k <= setting->fft_size / 2; k++) {
        double twice = k == 0 || 2 * k == setting->fft_size ? 1 : 2;
        total += twice * hypot((double)fft_bins(fft)[k][0], (double)fft_bins(fft)[k][1]);
    }
    fft_destroy(fft);
    return total / sum;
}

/* Scales and limits. With tapers all are those of the first, so that each reads the same energy. */
static void set_scales(struct reassign *reassign, const struct material *it)
{
    const struct reassign_setting *setting = &reassign->setting;
    double size = (double)setting->fft_size;
    reassign->inner = (float)(2 / it->sum);
    reassign->outer = (float)(1 / it->sum);
    reassign->most_delay = setting->time ? (float)fmin(setting->most_delay, (double)FLT_MAX) : FLT_MAX;
    reassign->lowest = setting->frequency ? (float)(-size / 2) : -FLT_MAX;
    reassign->highest = setting->frequency ? (float)size : FLT_MAX;
    reassign->gain =
        (struct reassign_gain){it->sum * it->sum / (size * it->squares), 1 / magnitudes(setting, it->weights, it->sum),
                               it->sum / (size * it->weights[setting->win_length / 2])};
}

static const char *fill_material(struct material *it, const struct reassign_setting *setting)
{
    size_t length = setting->win_length;
    if (setting->tapers > 0) {
        hermite_fill(it->weights, it->slopes, length, 0, setting->tapers);
    } else {
        const char *why = window_fill(it->weights, it->slopes, length, setting->window, setting->symmetric);
        if (why != NULL)
            return why;
        if (setting->estimator == ESTIMATOR_AF && setting->frequency && it->weights[0] > 0.1)
            return sentence("%s jumps at its ends, where it has no slope, so that af cannot tell frequencies with it; "
                            "hann can; so can nelson, near peaks",
                            setting->window);
    }
    for (size_t i = 0; i < length; i++)
        it->sum += it->weights[i];
    it->squares = squares_of(it->weights, length);
    if (!(it->sum > 0))
        return sentence("%s of %zu samples is zero throughout: nothing would be seen", setting->window, length);
    return NULL;
}

const char *reassign_create(struct reassign **made, const struct reassign_setting *setting)
{
    size_t length = setting->win_length;
    struct material it = {mem_new(length, sizeof(double)), mem_new(length, sizeof(double)),
                          mem_new(length, sizeof(double)), 0, 0};
    const char *why = fill_material(&it, setting);
    if (why == NULL) {
        struct reassign *reassign = *made = mem_new(1, sizeof *reassign);
        reassign->setting = *setting;
        reassign->bins = setting->fft_size / 2 + 1;
        reassign->offset = (setting->fft_size - length / 2) % setting->fft_size;
        create_kernels(reassign);
        for (size_t i = 0; i < 5; i++)
            reassign->scratch[i] = mem_new(reassign->bins, sizeof *reassign->scratch[i]);
        set_scales(reassign, &it);
        if (setting->taper > 0)
            hermite_fill(it.weights, it.slopes, length, setting->taper, setting->tapers);
        if (setting->estimator == ESTIMATOR_AF)
            set_af(reassign, &it);
        else
            set_nelson(reassign, &it);
    }
    free(it.weights);
    free(it.slopes);
    free(it.product);
    return why;
}

struct reassign_gain reassign_gain(const struct reassign *reassign)
{
    return reassign->gain;
}

double reassign_held(const struct reassign *reassign)
{
    return reassign->held;
}

/* The frame under both windows goes into the buffer, its centre to 0 and what lies before that around the end. */
static void lay_windows(const struct reassign *reassign, const struct kernel *kernel, const float *restrict frame)
{
    size_t size = reassign->setting.fft_size, length = reassign->setting.win_length, offset = reassign->offset;
    size_t first = size - offset < length ? size - offset : length;
    float(*restrict to)[2] = twin_frames(kernel->twin);
    const float(*restrict weights)[2] = (const float(*)[2])kernel->weights;
    for (size_t i = 0; i < first; i++) {
        to[offset + i][0] = frame[i] * weights[i][0];
        to[offset + i][1] = frame[i] * weights[i][1];
    }
    for (size_t i = first; i < length; i++) {
        to[i - first][0] = frame[i] * weights[i][0];
        to[i - first][1] = frame[i] * weights[i][1];
    }
}

static void transform(struct kernel *kernel)
{
    twin_forward(kernel->twin, &kernel->bins[0], &kernel->bins[1]);
}

/* Below this |X|^2 has lost digits, and its reciprocal might be infinite. */
static const float least = 1e-30f;

/* power: |X|^2 scaled; re, im: 1 / X, or 0 */
static void invert(size_t bins, float *restrict power, float *restrict re, float *restrict im, struct twin_bins x,
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

/* re, im: a b, scaled */
static void multiply(size_t bins, float *restrict re, float *restrict im, struct twin_bins a, struct twin_bins b,
                     float scale)
{
    const float *restrict a_re = a.real, *restrict a_im = a.imaginary;
    const float *restrict b_re = b.real, *restrict b_im = b.imaginary;
    for (size_t k = 0; k < bins; k++) {
        re[k] = (a_re[k] * b_re[k] - a_im[k] * b_im[k]) * scale;
        im[k] = (a_re[k] * b_im[k] + a_im[k] * b_re[k]) * scale;
    }
}

/* mixed: comes as Re(X[uh'] / X), to which 1 - Re(d u) is added */
static void finish_mixed(size_t bins, float *restrict mixed, struct twin_bins d, struct twin_bins u)
{
    const float *restrict d_re = d.real, *restrict d_im = d.imaginary;
    const float *restrict u_re = u.real, *restrict u_im = u.imaginary;
    for (size_t k = 0; k < bins; k++)
        mixed[k] = 1 + mixed[k] - (d_re[k] * u_re[k] - d_im[k] * u_im[k]);
}

/* A few passes over arrays that stay in the first cache: one with all of it has more pointers than compilers vectorise. */
static void fill_af(const struct reassign *reassign, struct points *points)
{
    const struct kernel *kernel = reassign->kernel;
    float *const *scratch = reassign->scratch;
    struct twin_bins over = {scratch[0], scratch[1]}, u = {points->delay, scratch[2]}, d = {scratch[3], points->shift};
    float to_bins = (float)((double)reassign->setting.fft_size / (2 * M_PI));
    size_t bins = reassign->bins;
    invert(bins, points->power, scratch[0], scratch[1], kernel[0].bins[0], reassign->inner * reassign->inner);
    multiply(bins, points->delay, scratch[2], kernel[0].bins[1], over, kernel[0].scale[1]);
    multiply(bins, scratch[3], points->shift, kernel[1].bins[0], over, kernel[1].scale[0]);
    multiply(bins, points->mixed, scratch[4], kernel[1].bins[1], over, kernel[1].scale[1]);
    finish_mixed(bins, points->mixed, d, u);
    for (size_t k = 0; k < bins; k++)
        points->shift[k] *= -to_bins;
}

/* re, im: X[k] times the conjugate of X[k - 1]; X[-1] is the conjugate of X[1] */
static void compare_bins(size_t bins, float *restrict re, float *restrict im, struct twin_bins x)
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

static void fill_nelson(const struct reassign *reassign, struct points *points)
{
    const struct kernel *kernel = &reassign->kernel[0];
    float *const *scratch = reassign->scratch;
    float *restrict shift = points->shift, *restrict delay = points->delay, *restrict mixed = points->mixed;
    struct twin_bins over = {scratch[0], scratch[1]};
    float to_bins = (float)((double)reassign->setting.fft_size / (2 * M_PI));
    size_t bins = reassign->bins;
    invert(bins, points->power, scratch[0], scratch[1], kernel->bins[0], reassign->inner * reassign->inner);
    multiply(bins, scratch[2], scratch[3], kernel->bins[1], over, kernel->scale[1]);
    for (size_t k = 0; k < bins; k++)
        scratch[2][k] += 1;
    angle_fill(shift, scratch[3], scratch[2], bins);
    compare_bins(bins, scratch[2], scratch[3], kernel->bins[0]);
    angle_fill(delay, scratch[3], scratch[2], bins);
    for (size_t k = 0; k < bins; k++) {
        shift[k] *= -to_bins;
        delay[k] *= -to_bins;
    }
    points_calm(points, reassign->setting.fft_size);
    mixed[0] = 1 + shift[0] + (bins > 1 ? shift[1] : 0); /* shift[-1] is -shift[1] */
    for (size_t k = 1; k < bins; k++)
        mixed[k] = 1 + shift[k] - shift[k - 1];
}

/* Whether a point may go there. What is no number stays as well. */
static bool moves(const struct reassign *reassign, float delay, float frequency)
{
    return (fabsf(delay) <= reassign->most_delay) & (frequency >= reassign->lowest) & (frequency <= reassign->highest);
}

/* The shift that lands on the mirror image of a frequency below 0 or above half the rate; else the shift itself. */
static float mirrored(float k, float shift, float size)
{
    float frequency = k + shift, turned = frequency < 0 ? -2 * k - shift : size - 2 * k - shift;
    return ((frequency < 0) | (frequency > size / 2)) ? turned : shift;
}

static void settle(const struct reassign *reassign, struct points *points)
{
    float *restrict shift = points->shift, *restrict delay = points->delay;
    float by_time = reassign->setting.time, by_frequency = reassign->setting.frequency;
    float size = (float)reassign->setting.fft_size;
    for (int32_t k = 0; k < (int32_t)reassign->bins; k++) {
        bool goes = moves(reassign, delay[k], (float)k + shift[k]);
        delay[k] = goes ? delay[k] * by_time : 0;
        shift[k] = goes ? mirrored((float)k, shift[k] * by_frequency, size) : 0;
    }
}

/* Values, those that will be mirrored conjugated. */
static void fill_values(const struct reassign *reassign, struct points *points)
{
    const struct twin_bins x = reassign->kernel[0].bins[0];
    for (size_t k = 0; k < reassign->bins; k++) {
        bool outer = k == 0 || 2 * k == reassign->setting.fft_size;
        float at = (float)k + points->shift[k], scale = outer ? reassign->outer : reassign->inner;
        bool mirror = reassign->setting.frequency && moves(reassign, points->delay[k], at) &&
                      (at < 0 || at > (float)reassign->setting.fft_size / 2);
        points->real[k] = x.real[k] * scale;
        points->imaginary[k] = mirror ? -x.imaginary[k] * scale : x.imaginary[k] * scale;
    }
}

static double held_energy(const struct reassign *reassign, struct points *points)
{
    double sum = 0;
    for (size_t k = 0; k < reassign->bins; k++) {
        points->held[k] = !moves(reassign, points->delay[k], (float)k + points->shift[k]);
        sum += points->held[k] ? (double)points->power[k] : 0;
    }
    return sum;
}

void reassign_frame(struct reassign *reassign, struct points *points, const float *frame, float before)
{
    const struct reassign_setting *setting = &reassign->setting;
    bool af = setting->estimator == ESTIMATOR_AF;
    for (size_t i = 0; i < (af ? 2 : 1); i++) {
        struct kernel *kernel = &reassign->kernel[i];
        lay_windows(reassign, kernel, frame);
        size_t slot = (reassign->offset + setting->fft_size - 1) % setting->fft_size;
        float was = twin_frames(kernel->twin)[slot][1];
        if (!af)
            twin_frames(kernel->twin)[slot][1] += before * reassign->edge;
        transform(kernel);
        twin_frames(kernel->twin)[slot][1] = was;
    }
    if (af)
        fill_af(reassign, points);
    else
        fill_nelson(reassign, points);
    float ratio = reassign->outer / reassign->inner;
    points->power[0] *= ratio * ratio;
    if (setting->fft_size % 2 == 0)
        points->power[reassign->bins - 1] *= ratio * ratio;
    if (setting->values)
        fill_values(reassign, points);
    if (setting->count)
        reassign->held = held_energy(reassign, points);
    settle(reassign, points);
}

void reassign_destroy(struct reassign *reassign)
{
    if (reassign == NULL)
        return;
    for (size_t i = 0; i < 5; i++)
        free(reassign->scratch[i]);
    for (size_t i = 0; i < 2; i++) {
        free(reassign->kernel[i].weights);
        twin_destroy(reassign->kernel[i].twin);
    }
    free(reassign);
}
