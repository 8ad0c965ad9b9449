/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/shape.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "signal/sums.h"

static const double ROLLOFF_SHARE = 0.85, LEAST_POWER = 1e-10, LEAST_SAMPLE = 1e-10;

struct shape {
    struct shape_setting setting;
    enum shape_feature *wanted; /* [count] */
    bool spectrum;              /* whether one of them needs these: */
    double sum, middle;         /* of the magnitudes, or 1 if that is nothing; their centre, bins */
    float *level;               /* [bands]: of the row before, dB */
    bool any;                   /* whether there was one */
};

enum { LANES = 4 }; /* partial sums: one addition need not wait for the one before */

/* The sum of (k - origin)^power value[k]; power is 0, 1 or 2. Ints, as size_t to double has no vector instruction. */
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

/* What several features share. librosa.util.normalize divides by no sum below float's least normal number. */
static void look_at_spectrum(struct shape *shape, const float *magnitude)
{
    size_t bins = shape->setting.length / 2 + 1;
    double sum = moment(magnitude, bins, 0, 0);
    shape->sum = sum < (double)FLT_MIN ? 1 : sum;
    shape->middle = moment(magnitude, bins, 0, 1) / shape->sum;
}

/* Hz from one bin to the next */
static double step(const struct shape *shape)
{
    return shape->setting.rate / (double)shape->setting.length;
}

static double centroid(struct shape *shape, const struct shape_input *input)
{
    (void)input;
    return shape->middle * step(shape);
}

static double bandwidth(struct shape *shape, const struct shape_input *input)
{
    double squares = moment(input->magnitude, shape->setting.length / 2 + 1, shape->middle, 2);
    return sqrt(squares / shape->sum) * step(shape);
}

static double rolloff(struct shape *shape, const struct shape_input *input)
{
    size_t bins = shape->setting.length / 2 + 1, k = 0;
    double enough = ROLLOFF_SHARE * moment(input->magnitude, bins, 0, 0), sum = (double)input->magnitude[0];
    while (k + 1 < bins && sum < enough)
        sum += (double)input->magnitude[++k];
    return (double)k * step(shape);
}

/*
 * The product of the powers instead of the sum of their logarithms. Its exponent is taken off and counted before it can
 * leave a double's range: a power lies within 1e-10 and 1.2e77, the square of the largest float.
 */
static double flatness(struct shape *shape, const struct shape_input *input)
{
    size_t bins = shape->setting.length / 2 + 1;
    double sum = 0, product = 1, exponent = 0;
    for (size_t k = 0; k < bins; k++) {
        double power = (double)input->magnitude[k] * (double)input->magnitude[k];
        int taken = 0;
        power = power < LEAST_POWER ? LEAST_POWER : power;
        sum += power;
        product *= power;
        if (product > 1e-230 && product < 1e230)
            continue;
        product = frexp(product, &taken);
        exponent += taken;
    }
    return exp2((log2(product) + exponent) / (double)bins) / (sum / (double)bins);
}

static double flux(struct shape *shape, const struct shape_input *input)
{
    double sum = 0;
    for (size_t b = 0; b < shape->setting.bands; b++) {
        float level = 10 * log10f(fmaxf(input->power[b], (float)LEAST_POWER));
        if (shape->any && level > shape->level[b])
            sum += (double)level - (double)shape->level[b];
        shape->level[b] = level;
    }
    shape->any = true;
    return shape->setting.bands == 0 ? 0 : sum / (double)shape->setting.bands;
}

static double zcr(struct shape *shape, const struct shape_input *input)
{
    size_t crossings = 0;
    float least = -(float)LEAST_SAMPLE;
    for (size_t i = input->begin + 1; i < input->end; i++)
        crossings += (input->samples[i] < least) != (input->samples[i - 1] < least);
    return (double)crossings / (double)shape->setting.frame;
}

static double rms(struct shape *shape, const struct shape_input *input)
{
    size_t count = shape->setting.frame;
    return sqrt(sum_of_squares(input->samples, count) / (double)count);
}

static const struct {
    const char *name;
    enum shape_source source;
    double (*of)(struct shape *shape, const struct shape_input *input);
} features[SHAPE_COUNT] = {
    [SHAPE_CENTROID] = {"centroid", SHAPE_OF_SPECTRUM, centroid},
    [SHAPE_BANDWIDTH] = {"bandwidth", SHAPE_OF_SPECTRUM, bandwidth},
    [SHAPE_ROLLOFF] = {"rolloff", SHAPE_OF_SPECTRUM, rolloff},
    [SHAPE_FLATNESS] = {"flatness", SHAPE_OF_SPECTRUM, flatness},
    [SHAPE_FLUX] = {"flux", SHAPE_OF_BANDS, flux},
    [SHAPE_ZCR] = {"zcr", SHAPE_OF_FRAME, zcr},
    [SHAPE_RMS] = {"rms", SHAPE_OF_FRAME, rms},
};

const char *shape_name(size_t i)
{
    return i < SHAPE_COUNT ? features[i].name : NULL;
}

enum shape_source shape_source(enum shape_feature feature)
{
    return features[feature].source;
}

struct shape *shape_create(const struct shape_setting *setting)
{
    struct shape *shape = mem_new(1, sizeof *shape);
    shape->setting = *setting;
    shape->wanted = mem_new(setting->count, sizeof *shape->wanted);
    memcpy(shape->wanted, setting->wanted, setting->count * sizeof *shape->wanted);
    shape->setting.wanted = shape->wanted;
    for (size_t i = 0; i < setting->count; i++)
        shape->spectrum |= features[setting->wanted[i]].source == SHAPE_OF_SPECTRUM;
    shape->level = mem_new(setting->bands, sizeof *shape->level);
    return shape;
}

void shape_fill(struct shape *shape, float *row, const struct shape_input *input)
{
    if (shape->spectrum)
        look_at_spectrum(shape, input->magnitude);
    for (size_t i = 0; i < shape->setting.count; i++)
        row[i] = (float)features[shape->wanted[i]].of(shape, input);
}

void shape_destroy(struct shape *shape)
{
    if (shape == NULL)
        return;
    free(shape->wanted);
    free(shape->level);
    free(shape);
}
