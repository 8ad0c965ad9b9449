/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/melspec.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "signal/dither.h"
#include "signal/fft.h"
#include "signal/window.h"

const char *place_name(size_t i)
{
    static const char *const names[] = {"begin", "middle"};
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

const char *emphasis_name(size_t i)
{
    static const char *const names[] = {"frame", "frame-keep", "signal"};
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

const char *energy_name(size_t i)
{
    static const char *const names[] = {"none", "raw", "windowed", "spectrum"};
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

const char *bin_kind_name(size_t i)
{
    static const char *const names[] = {"power", "magnitude"};
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

struct channel {
    struct framer *framer;
    float before;       /* the sample before the next push, scaled */
    const float *frame; /* as it was cut last */
    float *spectrum;    /* [bins] */
    double energy;
};

struct melspec {
    struct melspec_setting setting;
    size_t channels, length, bins;
    size_t offset; /* where in a frame, and in the FFT, the window begins */
    int64_t row;
    struct mel *mel;
    struct fft *fft;
    float *weights;          /* [win_length]: the window */
    float *staged;           /* [most]: samples of one push and channel, scaled */
    float *dithered, *flat;  /* [length]: a frame after these steps */
    struct channel *channel; /* [channels] */
};

size_t melspec_length(const struct melspec_setting *setting)
{
    return setting->place == PLACE_MIDDLE ? setting->mel.fft_size : setting->win_length;
}

static const char *fill_window(struct melspec *melspec)
{
    const struct melspec_setting *setting = &melspec->setting;
    double *weights = mem_new(setting->win_length, sizeof *weights);
    const char *why = window_fill(weights, NULL, setting->win_length, setting->window, setting->symmetric);
    melspec->weights = mem_new(setting->win_length, sizeof *melspec->weights);
    for (size_t i = 0; i < setting->win_length && why == NULL; i++)
        melspec->weights[i] = (float)weights[i];
    free(weights);
    return why;
}

const char *melspec_create(struct melspec **made, const struct melspec_setting *setting, size_t channels, size_t most)
{
    struct melspec *melspec = mem_new(1, sizeof *melspec);
    melspec->setting = *setting;
    melspec->channels = channels;
    melspec->length = melspec_length(setting);
    melspec->bins = setting->mel.fft_size / 2 + 1;
    melspec->offset = (melspec->length - setting->win_length) / 2;
    melspec->channel = mem_new(channels, sizeof *melspec->channel);
    const char *why = fill_window(melspec);
    if (why == NULL)
        why = mel_create(&melspec->mel, &setting->mel);
    if (why != NULL) {
        melspec_destroy(melspec);
        return why;
    }
    melspec->fft = fft_create(setting->mel.fft_size);
    melspec->staged = mem_new(most, sizeof *melspec->staged);
    melspec->dithered = mem_new(melspec->length, sizeof *melspec->dithered);
    melspec->flat = mem_new(melspec->length, sizeof *melspec->flat);
    for (size_t c = 0; c < channels; c++) {
        melspec->channel[c].framer =
            framer_create(setting->framing, setting->padding, melspec->length, setting->hop, most);
        melspec->channel[c].spectrum = mem_new(melspec->bins, sizeof *melspec->channel[c].spectrum);
    }
    *made = melspec;
    return NULL;
}

/*
 * x[n] - a x[n - 1] as (x[n] - x[n - 1]) + (1 - a) x[n - 1]: in slow signals the difference is exact and the rest small,
 * where a x[n - 1] would bring in rounding noise as large as the samples warrant, not as what is left of them.
 */
static float emphasised(float here, float before, float rest)
{
    return (here - before) + rest * before;
}

/* One channel's samples, scaled and, where it runs over the signal, pre-emphasised. */
static const float *stage(struct melspec *melspec, struct channel *channel, const float *samples, size_t count)
{
    const struct melspec_setting *setting = &melspec->setting;
    float scale = (float)setting->scale, rest = (float)(1 - setting->preemphasis), *to = melspec->staged;
    for (size_t i = 0; i < count; i++)
        to[i] = samples[i * melspec->channels] * scale;
    if (setting->emphasis != EMPHASIS_SIGNAL || setting->preemphasis == 0)
        return to;
    float before = channel->before;
    for (size_t i = 0; i < count; i++) {
        float here = to[i];
        to[i] = emphasised(here, before, rest);
        before = here;
    }
    channel->before = before;
    return to;
}

void melspec_push(struct melspec *melspec, const float *samples, size_t count)
{
    for (size_t c = 0; c < melspec->channels; c++) {
        struct channel *channel = &melspec->channel[c];
        framer_push(channel->framer, count > 0 ? stage(melspec, channel, samples + c, count) : NULL, count, 1);
    }
}

/* Partial sums so that the compiler may add several at once, in double every BLOCK numbers so that none is lost. */
enum { LANES = 8, BLOCK = 64 };

static double add_up(const float sums[LANES])
{
    return (double)(((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])));
}

static double sum_of_squares(const float *x, size_t count)
{
    double total = 0;
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        float sums[LANES] = {0};
        for (size_t j = 0; j < BLOCK; j += LANES)
            for (size_t lane = 0; lane < LANES; lane++)
                sums[lane] += x[i + j + lane] * x[i + j + lane];
        total += add_up(sums);
    }
    for (; i < count; i++)
        total += (double)x[i] * (double)x[i];
    return total;
}

static double sum_of(const float *x, size_t count)
{
    double total = 0;
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        float sums[LANES] = {0};
        for (size_t j = 0; j < BLOCK; j += LANES)
            for (size_t lane = 0; lane < LANES; lane++)
                sums[lane] += x[i + j + lane];
        total += add_up(sums);
    }
    for (; i < count; i++)
        total += (double)x[i];
    return total;
}

/* frame[length], dithered and detrended */
static const float *prepared(struct melspec *melspec, const float *frame, size_t channel)
{
    const struct melspec_setting *setting = &melspec->setting;
    if (setting->dither != 0) {
        dither_add(melspec->dithered, frame, melspec->length, setting->dither,
                   (struct dither_place){setting->seed, channel, (uint64_t)melspec->row});
        frame = melspec->dithered;
    }
    if (setting->detrend == DETREND_NONE)
        return frame;
    detrend_take(melspec->flat, detrend_find(setting->detrend, frame, melspec->length), frame, melspec->length);
    return melspec->flat;
}

/* The frame goes into the FFT's buffer, pre-emphasised and windowed. What lies beside the window stays zero. */
static void lay_window(struct melspec *melspec, const float *restrict frame)
{
    const struct melspec_setting *setting = &melspec->setting;
    size_t offset = melspec->offset, length = setting->win_length;
    const float *restrict weights = melspec->weights;
    float *restrict to = fft_frame(melspec->fft) + offset;
    float rest = (float)(1 - setting->preemphasis);
    if (setting->preemphasis == 0 || setting->emphasis == EMPHASIS_SIGNAL) {
        for (size_t i = 0; i < length; i++)
            to[i] = frame[offset + i] * weights[i];
        return;
    }
    float before = offset > 0 ? frame[offset - 1] : setting->emphasis == EMPHASIS_FRAME ? frame[0] : 0;
    to[0] = emphasised(frame[offset], before, rest) * weights[0];
    for (size_t i = 1; i < length; i++)
        to[i] = emphasised(frame[offset + i], frame[offset + i - 1], rest) * weights[i];
}

static void finish(struct melspec *melspec, struct channel *channel, float *bands)
{
    if (melspec->setting.energy == ENERGY_SPECTRUM)
        channel->energy = sum_of(channel->spectrum, melspec->bins);
    mel_bands(melspec->mel, bands, channel->spectrum);
}

static void transform(struct melspec *melspec, struct channel *channel)
{
    const struct melspec_setting *setting = &melspec->setting;
    float *restrict spectrum = channel->spectrum, scale = (float)setting->spectrum_scale;
    fft_forward(melspec->fft);
    fft_power(spectrum, melspec->fft, setting->spectrum == BIN_POWER ? scale : 1);
    for (size_t k = 0; k < melspec->bins && setting->spectrum == BIN_MAGNITUDE; k++)
        spectrum[k] = sqrtf(spectrum[k]) * scale;
}

bool melspec_next(struct melspec *melspec, float *bands)
{
    const struct melspec_setting *setting = &melspec->setting;
    for (size_t c = 0; c < melspec->channels; c++) {
        struct channel *channel = &melspec->channel[c];
        channel->frame = framer_next(channel->framer);
        if (channel->frame == NULL)
            return false;
        const float *frame = prepared(melspec, channel->frame, c);
        if (setting->energy == ENERGY_RAW)
            channel->energy = sum_of_squares(frame, melspec->length);
        lay_window(melspec, frame);
        if (setting->energy == ENERGY_WINDOWED)
            channel->energy = sum_of_squares(fft_frame(melspec->fft) + melspec->offset, setting->win_length);
        transform(melspec, channel);
        finish(melspec, channel, bands + c * setting->mel.bands);
    }
    melspec->row++;
    return true;
}

void melspec_take(struct melspec *melspec, float *bands, const float *spectrum, enum bin_kind kind)
{
    const struct melspec_setting *setting = &melspec->setting;
    float scale = (float)setting->spectrum_scale;
    for (size_t c = 0; c < melspec->channels; c++) {
        const float *restrict from = spectrum + c * melspec->bins;
        float *restrict to = melspec->channel[c].spectrum;
        for (size_t k = 0; k < melspec->bins; k++) {
            float bin = kind == setting->spectrum ? from[k] : kind == BIN_POWER ? sqrtf(from[k]) : from[k] * from[k];
            to[k] = bin * scale;
        }
        finish(melspec, &melspec->channel[c], bands + c * setting->mel.bands);
    }
}

double melspec_energy(const struct melspec *melspec, size_t channel)
{
    return melspec->channel[channel].energy;
}

const float *melspec_spectrum(const struct melspec *melspec, size_t channel)
{
    return melspec->channel[channel].spectrum;
}

const float *melspec_frame(const struct melspec *melspec, size_t channel)
{
    return melspec->channel[channel].frame;
}

const struct mel *melspec_mel(const struct melspec *melspec)
{
    return melspec->mel;
}

void melspec_destroy(struct melspec *melspec)
{
    if (melspec == NULL)
        return;
    for (size_t c = 0; c < melspec->channels; c++) {
        framer_destroy(melspec->channel[c].framer);
        free(melspec->channel[c].spectrum);
    }
    free(melspec->channel);
    mel_destroy(melspec->mel);
    fft_destroy(melspec->fft);
    free(melspec->weights);
    free(melspec->staged);
    free(melspec->dithered);
    free(melspec->flat);
    free(melspec);
}
