/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/mel/cepstrum.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"

NAMES(dct_name, "1", "2", "3")

NAMES(dct_norm_name, "ortho", "htk", "none")

NAMES(lifter_name, "htk", "librosa")

struct cepstrum {
    size_t bands, count;
    double *matrix; /* [bands][count] */
    double *sums;   /* [count] */
};

double cepstrum_lifter(const struct cepstrum_setting *setting, size_t n)
{
    double at = (double)n + (setting->form == LIFTER_LIBROSA ? 1 : 0);
    return setting->lifter > 0 ? 1 + setting->lifter / 2 * sin(M_PI * at / setting->lifter) : 1;
}

/* cos(pi numerator / denominator); the angle is reduced in integers first */
static double cosine(size_t numerator, size_t denominator)
{
    return cos(M_PI * (double)(numerator % (2 * denominator)) / (double)denominator);
}

/* The factor of x[j] in coefficient n, by the formulas of cepstrum.h. */
static double unscaled_weight(enum dct dct, size_t n, size_t j, size_t bands)
{
    bool end = j == 0 || j == bands - 1;
    switch (dct) {
    case DCT_1:
        return (end ? 1 : 2) * cosine(n * j, bands - 1);
    case DCT_2:
        return 2 * cosine(n * (2 * j + 1), 2 * bands);
    case DCT_3:
        return (j == 0 ? 1 : 2) * cosine((2 * n + 1) * j, 2 * bands);
    }
    return 0;
}

/* The factor that makes the matrix orthonormal; it differs for the ends of type 1, coefficient 0 of 2, band 0 of 3. */
static double orthonormal(enum dct dct, size_t n, size_t j, size_t bands)
{
    double size = (double)bands;
    switch (dct) {
    case DCT_1:
        return sqrt(0.5 / (size - 1)) * (n == 0 || n == bands - 1 ? M_SQRT1_2 : 1) *
               (j == 0 || j == bands - 1 ? M_SQRT2 : 1);
    case DCT_2:
        return sqrt(0.5 / size) * (n == 0 ? M_SQRT1_2 : 1);
    case DCT_3:
        return sqrt(0.5 / size) * (j == 0 ? M_SQRT2 : 1);
    }
    return 0;
}

double cepstrum_weight(const struct cepstrum_setting *setting, size_t n, size_t band)
{
    size_t bands = setting->bands;
    double norm = setting->norm == DCT_NORM_ORTHO ? orthonormal(setting->dct, n, band, bands)
                  : setting->norm == DCT_NORM_HTK ? sqrt(0.5 / (double)bands)
                                                  : 1;
    return unscaled_weight(setting->dct, n, band, bands) * norm * cepstrum_lifter(setting, n);
}

const char *cepstrum_create(struct cepstrum **made, const struct cepstrum_setting *setting)
{
    if (setting->count < 1 || setting->count > setting->bands)
        return sentence("%zu cepstra cannot be computed from %zu bands", setting->count, setting->bands);
    if (setting->dct == DCT_1 && setting->bands < 2)
        return "a cosine transform of type 1 needs at least two bands";
    if (!(setting->lifter >= 0 && setting->lifter < INFINITY))
        return sentence("the length of the lifter is %g; it must be 0 or more", setting->lifter);
    struct cepstrum *cepstrum = mem_new(1, sizeof *cepstrum);
    cepstrum->bands = setting->bands;
    cepstrum->count = setting->count;
    cepstrum->matrix = mem_new(setting->bands * setting->count, sizeof *cepstrum->matrix);
    cepstrum->sums = mem_new(setting->count, sizeof *cepstrum->sums);
    for (size_t j = 0; j < setting->bands; j++)
        for (size_t n = 0; n < setting->count; n++)
            cepstrum->matrix[j * setting->count + n] = cepstrum_weight(setting, n, j);
    *made = cepstrum;
    return NULL;
}

void cepstrum_row(struct cepstrum *cepstrum, float *cepstra, const float *row)
{
    size_t count = cepstrum->count;
    double *restrict sums = cepstrum->sums;
    const double *restrict weights = cepstrum->matrix;
    for (size_t n = 0; n < count; n++)
        sums[n] = 0;
    for (size_t j = 0; j < cepstrum->bands; j++, weights += count)
        for (size_t n = 0; n < count; n++)
            sums[n] += weights[n] * (double)row[j];
    for (size_t n = 0; n < count; n++)
        cepstra[n] = (float)sums[n];
}

void cepstrum_destroy(struct cepstrum *cepstrum)
{
    if (cepstrum == NULL)
        return;
    free(cepstrum->matrix);
    free(cepstrum->sums);
    free(cepstrum);
}
