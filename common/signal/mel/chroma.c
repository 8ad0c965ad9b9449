/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/mel/chroma.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const double CENTRE_OCTAVE = 5, OCTAVE_WIDTH = 2; /* octaves above A / 16 = 27.5 Hz */

struct chroma {
    struct chroma_setting setting;
    double *weights; /* [length / 2 + 1][notes] */
    double *sum;     /* [notes] */
};

/* The pitch of bin k, in notes above A / 16. */
static double note_of(const struct chroma_setting *setting, size_t k)
{
    double notes = (double)setting->notes, a = 440 * exp2(setting->tuning / notes);
    if (k == 0)
        return note_of(setting, 1) - 1.5 * notes;
    return notes * log2((double)k * setting->rate / (double)setting->length / (a / 16));
}

/* weights[notes] out: the weights of bin k, from A on */
static void fill_bin(double *weights, const struct chroma_setting *setting, size_t k)
{
    double notes = (double)setting->notes, half = rint(notes / 2), squares = 0;
    double pitch = note_of(setting, k), width = fmax(note_of(setting, k + 1) - pitch, 1);
    double octave = (pitch / notes - CENTRE_OCTAVE) / OCTAVE_WIDTH;
    for (size_t i = 0; i < setting->notes; i++) {
        double distance = pitch - (double)i + half;
        distance -= notes * floor(distance / notes) + half;
        weights[i] = exp(-2 * (distance / width) * (distance / width));
        squares += weights[i] * weights[i];
    }
    for (size_t i = 0; i < setting->notes; i++)
        weights[i] *= exp(-0.5 * octave * octave) / sqrt(squares);
}

struct chroma *chroma_create(const struct chroma_setting *setting)
{
    struct chroma *chroma = mem_new(1, sizeof *chroma);
    size_t notes = setting->notes, bins = setting->length / 2 + 1;
    chroma->setting = *setting;
    chroma->weights = mem_new(bins * notes, sizeof *chroma->weights);
    chroma->sum = mem_new(notes, sizeof *chroma->sum);
    for (size_t k = 0; k < bins; k++) {
        fill_bin(chroma->sum, setting, k);
        for (size_t i = 0; i < notes; i++)
            chroma->weights[k * notes + i] = chroma->sum[(i + 3 * (notes / 12)) % notes];
    }
    return chroma;
}

double chroma_weight(const struct chroma *chroma, size_t note, size_t bin)
{
    return chroma->weights[bin * chroma->setting.notes + note];
}

void chroma_fill(struct chroma *chroma, float *row, const float *power)
{
    size_t notes = chroma->setting.notes, bins = chroma->setting.length / 2 + 1;
    const double *weights = chroma->weights;
    double most = 0, *sum = chroma->sum;
    memset(sum, 0, notes * sizeof *sum);
    for (size_t k = 0; k < bins; k++, weights += notes)
        for (size_t i = 0; i < notes; i++)
            sum[i] += weights[i] * (double)power[k];
    for (size_t i = 0; i < notes; i++)
        most = fmax(most, sum[i]);
    double divisor = most < (double)FLT_MIN ? 1 : most; /* as librosa.util.normalize, which does not scale less */
    for (size_t i = 0; i < notes; i++)
        row[i] = (float)(sum[i] / divisor);
}

void chroma_destroy(struct chroma *chroma)
{
    if (chroma == NULL)
        return;
    free(chroma->weights);
    free(chroma->sum);
    free(chroma);
}
