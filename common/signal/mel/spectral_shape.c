/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/mel/spectral_shape.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "signal/transform/sums.h"

static const double ROLLOFF_SHARE = 0.85, LEAST_POWER = 1e-10, LEAST_SAMPLE = 1e-10;

struct spectral_shape {
    struct spectral_shape_setting setting;
    enum shape_feature *wanted; /* [count] */
    bool want_spectrum;         /* a wanted feature needs the magnitudes */
    double sum, middle;         /* of the magnitudes: sum, or 1 in silence; centroid, bins */
    float *level;               /* [bands]: of the row before, dB */
    bool any;                   /* there was a row before */
};

enum { LANES = 4 }; /* partial sums, so that an addition need not wait for the one before */

/* The sum of (k - origin)^power value[k], power 0, 1 or 2. By int, as size_t to double has no vector instruction. */
static inline double moment(const float *value, size_t count, double origin, int power)
{
    double sum[LANES] = {0};
    for (size_t k = 0; k < count - count % LANES; k += LANES)
        for (size_t j = 0; j < LANES; j++) {
            double x = (double)(int)(k + j) - origin;
            sum[j] += (power == 0 ? 1 : power == 1 ? x : x * x) * (double)value[k + j];
        }
    for (size_t k = count - count % LANES; k < count; k++) {
        double x = (double)(int)k - origin;
        sum[k % LANES] += (power == 0 ? 1 : power == 1 ? x : x * x) * (double)value[k];
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Computes the sum and the centroid. librosa.util.normalize does not divide by sums below the least normal float. */
static void measure_spectrum(struct spectral_shape *spectral_shape, const float *magnitude)
{
    size_t bins = spectral_shape->setting.length / 2 + 1;
    double sum = moment(magnitude, bins, 0, 0);
    spectral_shape->sum = sum < (double)FLT_MIN ? 1 : sum;
    spectral_shape->middle = moment(magnitude, bins, 0, 1) / spectral_shape->sum;
}

/* The distance of bins, Hz */
static double bin_width(const struct spectral_shape *spectral_shape)
{
    return spectral_shape->setting.rate / (double)spectral_shape->setting.length;
}

static double centroid(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input)
{
    (void)input;
    return spectral_shape->middle * bin_width(spectral_shape);
}

static double bandwidth(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input)
{
    double squares = moment(input->magnitude, spectral_shape->setting.length / 2 + 1, spectral_shape->middle, 2);
    return sqrt(squares / spectral_shape->sum) * bin_width(spectral_shape);
}

static double rolloff(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input)
{
    size_t bins = spectral_shape->setting.length / 2 + 1, k = 0;
    double enough = ROLLOFF_SHARE * moment(input->magnitude, bins, 0, 0), sum = (double)input->magnitude[0];
    while (k + 1 < bins && sum < enough)
        sum += (double)input->magnitude[++k];
    return (double)k * bin_width(spectral_shape);
}

/*
 * By the product of the powers instead of the sum of their logarithms, which is slower. The exponent of the product is
 * moved to a counter before it can exceed a double: powers are between 1e-10 and 1.2e77, the square of the largest
 * float.
 */
static double flatness(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input)
{
    size_t bins = spectral_shape->setting.length / 2 + 1;
    double sum = 0, product = 1, exponent = 0;
    for (size_t k = 0; k < bins; k++) {
        double power = (double)input->magnitude[k] * (double)input->magnitude[k];
        int moved = 0;
        power = power < LEAST_POWER ? LEAST_POWER : power;
        sum += power;
        product *= power;
        if (product > 1e-230 && product < 1e230)
            continue;
        product = frexp(product, &moved);
        exponent += moved;
    }
    return exp2((log2(product) + exponent) / (double)bins) / (sum / (double)bins);
}

static double flux(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input)
{
    double sum = 0;
    for (size_t b = 0; b < spectral_shape->setting.bands; b++) {
        float level = 10 * log10f(fmaxf(input->power[b], (float)LEAST_POWER));
        if (spectral_shape->any && level > spectral_shape->level[b])
            sum += (double)level - (double)spectral_shape->level[b];
        spectral_shape->level[b] = level;
    }
    spectral_shape->any = true;
    return spectral_shape->setting.bands == 0 ? 0 : sum / (double)spectral_shape->setting.bands;
}

static double zcr(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input)
{
    size_t crossings = 0;
    float least = -(float)LEAST_SAMPLE;
    for (size_t i = input->begin + 1; i < input->end; i++)
        crossings += (input->samples[i] < least) != (input->samples[i - 1] < least);
    return (double)crossings / (double)spectral_shape->setting.frame;
}

static double rms(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input)
{
    size_t count = spectral_shape->setting.frame;
    return sqrt(sum_of_squares(input->samples, count) / (double)count);
}

static const struct {
    const char *name;
    enum spectral_shape_source source;
    double (*of)(struct spectral_shape *spectral_shape, const struct spectral_shape_input *input);
} features[SHAPE_COUNT] = {
    [SHAPE_CENTROID] = {"centroid", SHAPE_OF_SPECTRUM, centroid},
    [SHAPE_BANDWIDTH] = {"bandwidth", SHAPE_OF_SPECTRUM, bandwidth},
    [SHAPE_ROLLOFF] = {"rolloff", SHAPE_OF_SPECTRUM, rolloff},
    [SHAPE_FLATNESS] = {"flatness", SHAPE_OF_SPECTRUM, flatness},
    [SHAPE_FLUX] = {"flux", SHAPE_OF_BANDS, flux},
    [SHAPE_ZCR] = {"zcr", SHAPE_OF_FRAME, zcr},
    [SHAPE_RMS] = {"rms", SHAPE_OF_FRAME, rms},
};

const char *spectral_shape_name(size_t i)
{
    return i < SHAPE_COUNT ? features[i].name : NULL;
}

enum spectral_shape_source spectral_shape_source(enum shape_feature feature)
{
    return features[feature].source;
}

struct spectral_shape *spectral_shape_create(const struct spectral_shape_setting *setting)
{
    struct spectral_shape *spectral_shape = mem_new(1, sizeof *spectral_shape);
    spectral_shape->setting = *setting;
    spectral_shape->wanted = mem_new(setting->count, sizeof *spectral_shape->wanted);
    memcpy(spectral_shape->wanted, setting->wanted, setting->count * sizeof *spectral_shape->wanted);
    spectral_shape->setting.wanted = spectral_shape->wanted;
    for (size_t i = 0; i < setting->count; i++)
        spectral_shape->want_spectrum |= features[setting->wanted[i]].source == SHAPE_OF_SPECTRUM;
    spectral_shape->level = mem_new(setting->bands, sizeof *spectral_shape->level);
    return spectral_shape;
}

void spectral_shape_fill(struct spectral_shape *spectral_shape, float *row, const struct spectral_shape_input *input)
{
    if (spectral_shape->want_spectrum)
        measure_spectrum(spectral_shape, input->magnitude);
    for (size_t i = 0; i < spectral_shape->setting.count; i++)
        row[i] = (float)features[spectral_shape->wanted[i]].of(spectral_shape, input);
}

void spectral_shape_destroy(struct spectral_shape *spectral_shape)
{
    if (spectral_shape == NULL)
        return;
    free(spectral_shape->wanted);
    free(spectral_shape->level);
    free(spectral_shape);
}
