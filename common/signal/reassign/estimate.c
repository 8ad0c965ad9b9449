/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/estimate.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/processor.h"
#include "base/sentence.h"
#include "signal/reassign/formulas.h"
#include "signal/reassign/hermite.h"
#include "signal/transform/fft.h"
#include "signal/transform/window.h"

NAMES(estimator_name, "af", "nelson")

/* Two windows that share a transform. Both are scaled to the energy of h, so that rounding errors affect them alike. */
struct kernel {
    float (*weights)[2]; /* [win_length] */
    float scale[2];      /* undoes the scaling */
    struct fft_pair *fft_pair;
    struct fft_pair_bins bins[2];
};

struct estimate {
    struct estimate_setting setting;
    size_t bins, offset; /* position of the frame in the transform's buffer, which puts its centre at 0 */
    struct kernel kernel[2];
    float between, at_ends;            /* amplitude scale between DC and Nyquist, and at DC and Nyquist */
    float most_delay, lowest, highest; /* limits of a point's delay (samples) and frequency (bins) */
    float *scratch[4];                 /* [bins] */
    float before_weight;               /* nelson: the weight of the sample before the frame */
    struct estimate_gain gain;
    double tone_delay, unmoved;
};

/* The window h and its slope, from which the kernels are made. */
struct base_window {
    double *weights, *slopes;
    double *product; /* scratch; all are [win_length] */
    double sum, squares;
};

static double squares_of(const double *weights, size_t length)
{
    double sum = 0;
    for (size_t i = 0; i < length; i++)
        sum += weights[i] * weights[i];
    return sum;
}

/* Sets one of a kernel's two windows. */
static void set_kernel(struct kernel *kernel, size_t which, const double *weights, size_t length, double squares)
{
    double own = squares_of(weights, length);
    double scale = own > 0 ? sqrt(squares / own) : 1;
    for (size_t i = 0; i < length; i++)
        kernel->weights[i][which] = (float)(weights[i] * scale);
    kernel->scale[which] = (float)(1 / scale);
}

/* af: h and u h share one transform, h' and u h' the other: each two decay alike towards the ends of the frame */
static void set_af_kernels(struct estimate *estimate, struct base_window *window)
{
    size_t length = estimate->setting.win_length;
    const double *bases[2] = {window->weights, window->slopes};
    for (size_t i = 0; i < 2; i++) {
        set_kernel(&estimate->kernel[i], 0, bases[i], length, window->squares);
        for (size_t n = 0; n < length; n++)
            window->product[n] = ((double)n - (double)(length / 2)) * bases[i][n];
        set_kernel(&estimate->kernel[i], 1, window->product, length, window->squares);
    }
}

/*
 * nelson: h, and h[n + 1] - h[n]. But for one sample's phase, the frame one sample earlier has the transform of this
 * frame with the window h[n + 1], n = -1 ... length - 1. The difference of the two is small: transformed by itself it
 * keeps the digits that a difference of two transforms would lose.
 */
static void set_nelson_kernels(struct estimate *estimate, struct base_window *window)
{
    size_t length = estimate->setting.win_length;
    for (size_t i = 0; i < length; i++)
        window->product[i] = (i + 1 < length ? window->weights[i + 1] : 0) - window->weights[i];
    set_kernel(&estimate->kernel[0], 0, window->weights, length, window->squares);
    set_kernel(&estimate->kernel[0], 1, window->product, length, window->squares);
    estimate->before_weight = (float)window->weights[0] / estimate->kernel[0].scale[1];
}

static void create_kernels(struct estimate *estimate)
{
    size_t kernels = estimate->setting.estimator == ESTIMATOR_AF ? 2 : 1;
    for (size_t i = 0; i < kernels; i++) {
        estimate->kernel[i].weights = mem_new(estimate->setting.win_length, sizeof *estimate->kernel[i].weights);
        estimate->kernel[i].fft_pair = fft_pair_create(estimate->setting.fft_size);
    }
}

/* The sum of |W[k]| / W[0] over all bins, which is the sum of the magnitudes of a sine on a bin. */
static double magnitudes(const struct estimate_setting *setting, const double *weights, double sum)
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

/* Scales and limits. Those of the first taper apply to all tapers, so that each measures the same energy. */
static void set_scales(struct estimate *estimate, const struct base_window *window)
{
    const struct estimate_setting *setting = &estimate->setting;
    double size = (double)setting->fft_size;
    estimate->between = (float)(2 / window->sum);
    estimate->at_ends = (float)(1 / window->sum);
    estimate->most_delay = setting->time ? (float)fmin(setting->most_delay, (double)FLT_MAX) : FLT_MAX;
    estimate->lowest = setting->frequency ? (float)(-size / 2) : -FLT_MAX;
    estimate->highest = setting->frequency ? (float)size : FLT_MAX;
    estimate->gain = (struct estimate_gain){window->sum * window->sum / (size * window->squares),
                                            1 / magnitudes(setting, window->weights, window->sum),
                                            window->sum / (size * window->weights[setting->win_length / 2])};
}

/*
 * At the sine's frequency, Re(X[uh] / X[h]) is sum(u h) / sum(h), here without its rounding errors. A point that may
 * not move has no delay.
 */
static double tone_delay(const struct estimate_setting *setting, const struct base_window *window)
{
    double sum = 0;
    for (size_t i = 0; i < setting->win_length; i++)
        sum += ((double)i - (double)(setting->win_length / 2)) * window->weights[i];
    double delay = round(sum / window->sum * 0x1p20) / 0x1p20;
    return setting->time && fabs(delay) <= setting->most_delay ? delay : 0;
}

static const char *fill_window(struct base_window *window, const struct estimate_setting *setting)
{
    size_t length = setting->win_length;
    if (setting->tapers > 0) {
        hermite_fill(window->weights, window->slopes, length, 0, setting->tapers);
    } else {
        const char *why = window_fill(window->weights, window->slopes, length, setting->window, setting->symmetric);
        if (why != NULL)
            return why;
        if (setting->estimator == ESTIMATOR_AF && setting->frequency && window->weights[0] > 0.1)
            return sentence("%s jumps at its ends and has no slope there, so --method af cannot estimate frequencies: "
                            "use hann, or --method nelson, which is accurate near peaks",
                            setting->window);
    }
    for (size_t i = 0; i < length; i++)
        window->sum += window->weights[i];
    window->squares = squares_of(window->weights, length);
    if (!(window->sum > 0))
        return sentence("%s of %zu samples is zero throughout: nothing would be seen", setting->window, length);
    return NULL;
}

const char *estimate_create(struct estimate **made, const struct estimate_setting *setting)
{
    size_t length = setting->win_length;
    struct base_window window = {mem_new(length, sizeof(double)), mem_new(length, sizeof(double)),
                                 mem_new(length, sizeof(double)), 0, 0};
    const char *why = fill_window(&window, setting);
    if (why == NULL) {
        struct estimate *estimate = *made = mem_new(1, sizeof *estimate);
        estimate->setting = *setting;
        estimate->bins = setting->fft_size / 2 + 1;
        estimate->offset = (setting->fft_size - length / 2) % setting->fft_size;
        create_kernels(estimate);
        for (size_t i = 0; i < 4; i++)
            estimate->scratch[i] = mem_new(estimate->bins, sizeof *estimate->scratch[i]);
        set_scales(estimate, &window);
        estimate->tone_delay = tone_delay(setting, &window);
        if (setting->taper > 0)
            hermite_fill(window.weights, window.slopes, length, setting->taper, setting->tapers);
        if (setting->estimator == ESTIMATOR_AF)
            set_af_kernels(estimate, &window);
        else
            set_nelson_kernels(estimate, &window);
    }
    free(window.weights);
    free(window.slopes);
    free(window.product);
    return why;
}

struct estimate_gain estimate_gain(const struct estimate *estimate)
{
    return estimate->gain;
}

double estimate_tone_delay(const struct estimate *estimate)
{
    return estimate->tone_delay;
}

double estimate_unmoved(const struct estimate *estimate)
{
    return estimate->unmoved;
}

/* Writes the frame with both windows into the buffer, its centre at 0 and its first half at the buffer's end. */
static void window_frame(const struct estimate *estimate, const struct kernel *kernel, const float *restrict frame)
{
    size_t size = estimate->setting.fft_size, length = estimate->setting.win_length, offset = estimate->offset;
    size_t first = size - offset < length ? size - offset : length;
    float(*restrict to)[2] = fft_pair_frames(kernel->fft_pair);
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
    fft_pair_forward(kernel->fft_pair, &kernel->bins[0], &kernel->bins[1]);
}

static void fill_af(const struct estimate *estimate, struct points *points)
{
    const struct kernel *kernel = estimate->kernel;
    struct af_bins x = {.window = kernel[0].bins[0],
                        .ramp = kernel[0].bins[1],
                        .slope = kernel[1].bins[0],
                        .ramp_slope = kernel[1].bins[1],
                        .power_scale = estimate->between * estimate->between,
                        .ramp_scale = kernel[0].scale[1],
                        .slope_scale = kernel[1].scale[0],
                        .ramp_slope_scale = kernel[1].scale[1]};
    formulas_fill_af(points, &x, estimate->setting.fft_size);
}

static void fill_nelson(const struct estimate *estimate, struct points *points)
{
    const struct kernel *kernel = &estimate->kernel[0];
    struct nelson_bins x = {.window = kernel->bins[0],
                            .difference = kernel->bins[1],
                            .power_scale = estimate->between * estimate->between,
                            .difference_scale = kernel->scale[1],
                            .tone_delay = (float)estimate->tone_delay};
    formulas_fill_nelson(points, &x, estimate->setting.fft_size, estimate->scratch);
}

/* Whether a point may be moved to this delay and frequency; false for NaN. */
__attribute__((always_inline)) static inline bool may_move(const struct estimate *estimate, float delay,
                                                           float frequency)
{
    return (fabsf(delay) <= estimate->most_delay) & (frequency >= estimate->lowest) & (frequency <= estimate->highest);
}

/* The shift to the mirror image of a frequency below 0 or above half the sample rate; else the shift itself. */
__attribute__((always_inline)) static inline float mirrored(float k, float shift, float size)
{
    float frequency = k + shift, turned = frequency < 0 ? -2 * k - shift : size - 2 * k - shift;
    return ((frequency < 0) | (frequency > size / 2)) ? turned : shift;
}

__attribute__((always_inline)) static inline void move(const struct estimate *estimate, struct points *points)
{
    float *restrict shift = points->shift, *restrict delay = points->delay;
    float by_time = estimate->setting.time, by_frequency = estimate->setting.frequency;
    float size = (float)estimate->setting.fft_size;
    for (int32_t k = 0; k < (int32_t)estimate->bins; k++) {
        bool moved = may_move(estimate, delay[k], (float)k + shift[k]);
        delay[k] = moved ? delay[k] * by_time : 0;
        shift[k] = moved ? mirrored((float)k, shift[k] * by_frequency, size) : 0;
    }
}

FOR_AVX2 static void move_avx2(const struct estimate *estimate, struct points *points)
{
    move(estimate, points);
}

static void move_points(const struct estimate *estimate, struct points *points)
{
    if (has_avx2())
        move_avx2(estimate, points);
    else
        move(estimate, points);
}

/* Fills in the values; those of points that will be mirrored are conjugated. */
static void fill_values(const struct estimate *estimate, struct points *points)
{
    const struct fft_pair_bins x = estimate->kernel[0].bins[0];
    for (size_t k = 0; k < estimate->bins; k++) {
        bool at_ends = k == 0 || 2 * k == estimate->setting.fft_size;
        float at = (float)k + points->shift[k], scale = at_ends ? estimate->at_ends : estimate->between;
        bool mirror = estimate->setting.frequency && may_move(estimate, points->delay[k], at) &&
                      (at < 0 || at > (float)estimate->setting.fft_size / 2);
        points->real[k] = x.real[k] * scale;
        points->imaginary[k] = mirror ? -x.imaginary[k] * scale : x.imaginary[k] * scale;
    }
}

static double unmoved_energy(const struct estimate *estimate, struct points *points)
{
    double sum = 0;
    for (size_t k = 0; k < estimate->bins; k++) {
        points->unmoved[k] = !may_move(estimate, points->delay[k], (float)k + points->shift[k]);
        sum += points->unmoved[k] ? (double)points->power[k] : 0;
    }
    return sum;
}

void estimate_frame(struct estimate *estimate, struct points *points, const float *frame, float before)
{
    const struct estimate_setting *setting = &estimate->setting;
    bool af = setting->estimator == ESTIMATOR_AF;
    for (size_t i = 0; i < (af ? 2 : 1); i++) {
        struct kernel *kernel = &estimate->kernel[i];
        window_frame(estimate, kernel, frame);
        size_t slot = (estimate->offset + setting->fft_size - 1) % setting->fft_size;
        float was = fft_pair_frames(kernel->fft_pair)[slot][1];
        if (!af)
            fft_pair_frames(kernel->fft_pair)[slot][1] += before * estimate->before_weight;
        transform(kernel);
        fft_pair_frames(kernel->fft_pair)[slot][1] = was;
    }
    if (af)
        fill_af(estimate, points);
    else
        fill_nelson(estimate, points);
    float ratio = estimate->at_ends / estimate->between;
    points->power[0] *= ratio * ratio;
    if (setting->fft_size % 2 == 0)
        points->power[estimate->bins - 1] *= ratio * ratio;
    if (setting->want_values)
        fill_values(estimate, points);
    if (setting->want_energy)
        estimate->unmoved = unmoved_energy(estimate, points);
    move_points(estimate, points);
}

void estimate_destroy(struct estimate *estimate)
{
    if (estimate == NULL)
        return;
    for (size_t i = 0; i < 4; i++)
        free(estimate->scratch[i]);
    for (size_t i = 0; i < 2; i++) {
        free(estimate->kernel[i].weights);
        fft_pair_destroy(estimate->kernel[i].fft_pair);
    }
    free(estimate);
}
