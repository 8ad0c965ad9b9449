/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/mel/mel.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "signal/transform/scale.h"

enum { LANES = 8 }; /* partial sums, which vectorise */

/* [slaney98]: 14 linear steps of 200 / 3 Hz, then factors: 27 of them, and two for the last edges */
static const double linear_step = 200.0 / 3, last_linear = 14, log_step = 1.0711703;

static double auditory_from_hertz(double hertz)
{
    double steps = hertz / linear_step;
    return steps <= last_linear ? steps : last_linear + log(steps / last_linear) / log(log_step);
}

static double auditory_to_hertz(double steps)
{
    return linear_step * (steps <= last_linear ? steps : last_linear * pow(log_step, steps - last_linear));
}

static const struct {
    const char *name, *known; /* known: name in scale.h, or NULL */
} scales[] = {[MEL_HTK] = {"htk", "mel"}, [MEL_SLANEY] = {"slaney", "mel-slaney"}, [MEL_AUDITORY] = {"auditory", NULL}};

const char *mel_scale_name(size_t i)
{
    return i < sizeof scales / sizeof *scales ? scales[i].name : NULL;
}

NAMES(triangles_name, "mel", "hz", "htk", "bins", "aubio")

NAMES(band_norm_name, "none", "area")

static double to_mel(enum mel_scale scale, double hertz)
{
    return scales[scale].known != NULL ? scale_find(scales[scale].known)->from_hertz(hertz)
                                       : auditory_from_hertz(hertz);
}

static double to_hertz(enum mel_scale scale, double mel)
{
    return scales[scale].known != NULL ? scale_find(scales[scale].known)->to_hertz(mel) : auditory_to_hertz(mel);
}

struct mel_band {
    size_t first, count;  /* bins in the sum; count is a multiple of LANES if there are that many */
    const float *weights; /* [count] */
};

struct mel {
    struct mel_setting setting;
    size_t bins;
    size_t lowest, highest; /* bins that may have weight */
    double *hertz;          /* [bands + 2]: edges, Hz */
    double *edges;          /* [bands + 2]: edges in the unit in which triangles are linear */
    struct mel_band *bands; /* [bands] */
    float *weights;         /* of all bands, one after the other */
};

static const char *refused(const struct mel_setting *setting)
{
    size_t bins = setting->fft_size / 2 + 1;
    double nyquist = setting->rate / 2;
    if (!(setting->low >= 0 && setting->high > setting->low))
        return sentence("bands from %g Hz to %g Hz: the low edge must be 0 or above, and the high edge above it",
                        setting->low, setting->high);
    if (!(setting->high <= nyquist))
        return sentence("bands up to %g Hz exceed half the sample rate, %g Hz", setting->high, nyquist);
    if (setting->bands < 1 || setting->bands > bins)
        return sentence("%zu bands cannot be computed from %zu bins", setting->bands, bins);
    return NULL;
}

static bool in_hertz(enum triangles triangles)
{
    return triangles == TRIANGLES_HZ || triangles == TRIANGLES_AUBIO;
}

static void fill_edges(struct mel *mel)
{
    const struct mel_setting *setting = &mel->setting;
    struct mel_axis axis = mel_axis(setting);
    double size = (double)setting->fft_size, rate = setting->rate;
    for (size_t i = 0; i < setting->bands + 2; i++) {
        double edge = axis.first + ((double)i - 1) * axis.step;
        mel->hertz[i] = to_hertz(setting->scale, edge);
        mel->edges[i] = in_hertz(setting->triangles)           ? mel->hertz[i]
                        : setting->triangles == TRIANGLES_BINS ? floor((size + 1) * mel->hertz[i] / rate)
                                                               : edge;
    }
    mel->highest = mel->bins - 1;
    if (setting->triangles != TRIANGLES_HTK)
        return;
    double highest = fmin(floor(setting->high * size / rate + 0.5) - 1, ceil(size / 2) - 1);
    mel->lowest = (size_t)fmax(1, floor(setting->low * size / rate + 1.5));
    mel->highest = highest > 0 ? (size_t)highest : 0;
}

/* The position of a bin in the unit in which triangles are linear. */
static double position_of(const struct mel *mel, size_t bin)
{
    const struct mel_setting *setting = &mel->setting;
    double hertz = (double)bin * setting->rate / (double)setting->fft_size;
    return setting->triangles == TRIANGLES_BINS ? (double)bin
           : in_hertz(setting->triangles)       ? hertz
                                                : to_mel(setting->scale, hertz);
}

/* The weight of a bin in aubio's triangles of height 1: slopes consist of whole bins, at least one each. */
static double aubio_weight(const struct mel *mel, const double *edge, size_t bin)
{
    double width = mel->setting.rate / (double)mel->setting.fft_size, at = (double)bin;
    double first = floor(edge[0] / width) + 1;
    double top = fmax(first, ceil(edge[1] / width) - 1), last = fmax(top + 1, ceil(edge[2] / width) - 1);
    if (at < first || at > last || 2 * bin >= mel->setting.fft_size)
        return 0;
    return at <= top ? (at * width - edge[0]) / (edge[1] - edge[0]) : (edge[2] - at * width) / (edge[2] - edge[1]);
}

double mel_weight(const struct mel *mel, size_t band, size_t bin)
{
    const double *edge = mel->edges + band;
    double at = position_of(mel, bin), weight = 0;
    if (bin < mel->lowest || bin > mel->highest)
        return 0;
    if (mel->setting.triangles == TRIANGLES_AUBIO)
        weight = aubio_weight(mel, edge, bin);
    else if (at < edge[1])
        weight = (at - edge[0]) / (edge[1] - edge[0]);
    else if (at < edge[2])
        weight = (edge[2] - at) / (edge[2] - edge[1]);
    double height = mel->setting.norm == BAND_NORM_AREA ? 2 / (mel->hertz[band + 2] - mel->hertz[band]) : 1;
    return weight > 0 ? height * weight : 0;
}

/*
 * The bins with weight in a band. TRIANGLES_BINS moves edges by less than a bin, so one more on either side is tried.
 */
static struct mel_band find_bins(const struct mel *mel, size_t band)
{
    double per_hertz = (double)mel->setting.fft_size / mel->setting.rate, last = (double)(mel->bins - 1);
    size_t from = (size_t)fmax(floor(mel->hertz[band] * per_hertz) - 1, 0);
    size_t to = (size_t)fmin(ceil(mel->hertz[band + 2] * per_hertz) + 1, last);
    while (from < to && mel_weight(mel, band, from) == 0)
        from++;
    while (to > from && mel_weight(mel, band, to) == 0)
        to--;
    return (struct mel_band){from, mel_weight(mel, band, from) > 0 ? to - from + 1 : 0, NULL};
}

/* Adds bins without weight up to a multiple of LANES, so that sums have no remainder. */
static void round_up_bins(struct mel_band *band, size_t bins)
{
    size_t whole = (band->count + LANES - 1) / LANES * LANES;
    if (whole > bins)
        return;
    band->first = band->first + whole > bins ? bins - whole : band->first;
    band->count = whole;
}

static void fill_weights(struct mel *mel)
{
    size_t total = 0;
    for (size_t b = 0; b < mel->setting.bands; b++) {
        mel->bands[b] = find_bins(mel, b);
        round_up_bins(&mel->bands[b], mel->bins);
        total += mel->bands[b].count;
    }
    mel->weights = mem_new(total + 1, sizeof *mel->weights);
    float *next = mel->weights;
    for (size_t b = 0; b < mel->setting.bands; b++) {
        mel->bands[b].weights = next;
        for (size_t i = 0; i < mel->bands[b].count; i++)
            *next++ = (float)mel_weight(mel, b, mel->bands[b].first + i);
    }
}

const char *mel_create(struct mel **made, const struct mel_setting *setting)
{
    const char *why = refused(setting);
    if (why != NULL)
        return why;
    struct mel *mel = mem_new(1, sizeof *mel);
    mel->setting = *setting;
    mel->bins = setting->fft_size / 2 + 1;
    mel->hertz = mem_new(setting->bands + 2, sizeof *mel->hertz);
    mel->edges = mem_new(setting->bands + 2, sizeof *mel->edges);
    mel->bands = mem_new(setting->bands, sizeof *mel->bands);
    fill_edges(mel);
    fill_weights(mel);
    *made = mel;
    return NULL;
}

static float weighted_sum(const float *restrict weights, const float *restrict spectrum, size_t count)
{
    float sums[LANES] = {0}, rest = 0;
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += weights[i + lane] * spectrum[i + lane];
    for (; i < count; i++)
        rest += weights[i] * spectrum[i];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest;
}

void mel_bands(const struct mel *mel, float *bands, const float *spectrum)
{
    for (size_t b = 0; b < mel->setting.bands; b++)
        bands[b] = weighted_sum(mel->bands[b].weights, spectrum + mel->bands[b].first, mel->bands[b].count);
}

double mel_center(const struct mel *mel, size_t band)
{
    return mel->hertz[band + 1];
}

size_t mel_empty(const struct mel *mel, size_t *list)
{
    size_t empty = 0;
    for (size_t b = 0; b < mel->setting.bands; b++)
        if (mel->bands[b].count == 0) {
            if (list != NULL)
                list[empty] = b;
            empty++;
        }
    return empty;
}

struct mel_axis mel_axis(const struct mel_setting *setting)
{
    double low = to_mel(setting->scale, setting->low), high = to_mel(setting->scale, setting->high);
    double step = (high - low) / (double)(setting->bands + 1);
    const char *known = scales[setting->scale].known;
    return (struct mel_axis){known != NULL ? scale_find(known)->unit : NULL, low + step, step};
}

void mel_destroy(struct mel *mel)
{
    if (mel == NULL)
        return;
    free(mel->hertz);
    free(mel->edges);
    free(mel->bands);
    free(mel->weights);
    free(mel);
}
