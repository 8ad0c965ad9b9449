/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/mel/melspec.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "signal/mel/dither.h"
#include "signal/transform/fft_double.h"
#include "signal/transform/sums.h"
#include "signal/transform/window.h"

NAMES(place_name, "begin", "middle")

NAMES(emphasis_name, "frame", "frame-keep", "signal")

NAMES(energy_name, "none", "raw", "windowed", "spectrum")

NAMES(bin_kind_name, "power", "magnitude")

struct channel {
    struct framer *framer;
    float before;       /* the sample before the next push, scaled */
    const float *frame; /* the last one */
    float *spectrum;    /* [bins] */
    double energy;
};

struct melspec {
    struct melspec_setting setting;
    size_t channels, length, bins;
    size_t offset; /* of the window in a frame, and in the FFT */
    int64_t row;
    struct mel *mel;
    struct fft_double *fft;
    double *weights;         /* [win_length]: the window */
    float *staged;           /* [most]: one channel's samples of a push, after prepare_samples */
    float *dithered;         /* [length] */
    double *flat;            /* [length]: the dithered and detrended frame */
    struct channel *channel; /* [channels] */
};

size_t melspec_length(const struct melspec_setting *setting)
{
    return setting->place == PLACE_MIDDLE ? setting->mel.fft_size : setting->win_length;
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
    melspec->weights = mem_new(setting->win_length, sizeof *melspec->weights);
    const char *why = window_fill(melspec->weights, NULL, setting->win_length, setting->window, setting->symmetric);
    double sum = 0;
    for (size_t i = 0; i < setting->win_length && why == NULL; i++)
        sum += melspec->weights[i];
    if (why == NULL && !(sum > 1e-9))
        why = sentence("all weights of a %s window of %zu samples are zero", setting->window, setting->win_length);
    if (why == NULL)
        why = mel_create(&melspec->mel, &setting->mel);
    if (why != NULL) {
        melspec_destroy(melspec);
        return why;
    }
    melspec->fft = fft_double_create(setting->mel.fft_size);
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

/* One channel's samples, scaled and, with EMPHASIS_SIGNAL, pre-emphasised. */
static const float *prepare_samples(struct melspec *melspec, struct channel *channel, const float *samples,
                                    size_t count)
{
    const struct melspec_setting *setting = &melspec->setting;
    float scale = (float)setting->scale, *to = melspec->staged;
    for (size_t i = 0; i < count; i++)
        to[i] = samples[i * melspec->channels] * scale;
    if (setting->emphasis != EMPHASIS_SIGNAL || setting->preemphasis == 0)
        return to;
    float before = channel->before;
    for (size_t i = 0; i < count; i++) {
        float here = to[i];
        to[i] = (float)((double)here - setting->preemphasis * (double)before);
        before = here;
    }
    channel->before = before;
    return to;
}

void melspec_push(struct melspec *melspec, const float *samples, size_t count)
{
    for (size_t c = 0; c < melspec->channels; c++) {
        struct channel *channel = &melspec->channel[c];
        framer_push(channel->framer, count > 0 ? prepare_samples(melspec, channel, samples + c, count) : NULL, count,
                    1);
    }
}

/* The dithered and detrended frame[length], in double: in single precision the cancellation would lose digits. */
static const double *prepared(struct melspec *melspec, const float *frame, size_t channel)
{
    const struct melspec_setting *setting = &melspec->setting;
    size_t length = melspec->length;
    double *restrict flat = melspec->flat;
    if (setting->dither != 0) {
        dither_add(melspec->dithered, frame, length, setting->dither,
                   (struct dither_key){setting->seed, channel, (uint64_t)melspec->row});
        frame = melspec->dithered;
    }
    struct trend trend = detrend_find(setting->detrend, frame, length);
    for (size_t i = 0; i < length; i++)
        flat[i] = (double)frame[i] - trend.mean;
    for (size_t i = 0; i < length && setting->detrend == DETREND_LINEAR; i++)
        flat[i] -= trend.slope * ((double)i - (double)(length - 1) / 2);
    return flat;
}

/* Writes the frame into the FFT's buffer, pre-emphasised and windowed; the buffer is zero outside of the window. */
static void window_frame(struct melspec *melspec, const double *restrict flat)
{
    const struct melspec_setting *setting = &melspec->setting;
    size_t offset = melspec->offset, length = setting->win_length;
    const double *restrict weights = melspec->weights, *restrict from = flat + offset;
    double *restrict to = fft_double_frame(melspec->fft) + offset, share = setting->preemphasis;
    if (share == 0 || setting->emphasis == EMPHASIS_SIGNAL) {
        for (size_t i = 0; i < length; i++)
            to[i] = from[i] * weights[i];
        return;
    }
    double before = offset > 0 ? from[-1] : setting->emphasis == EMPHASIS_FRAME ? from[0] : 0;
    to[0] = (from[0] - share * before) * weights[0];
    for (size_t i = 1; i < length; i++)
        to[i] = (from[i] - share * from[i - 1]) * weights[i];
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
    fft_double_forward(melspec->fft);
    if (setting->spectrum == BIN_POWER)
        fft_double_power(channel->spectrum, melspec->fft, setting->spectrum_scale);
    else
        fft_double_magnitude(channel->spectrum, melspec->fft, setting->spectrum_scale);
}

bool melspec_next(struct melspec *melspec, float *bands)
{
    const struct melspec_setting *setting = &melspec->setting;
    for (size_t c = 0; c < melspec->channels; c++) {
        struct channel *channel = &melspec->channel[c];
        channel->frame = framer_next(channel->framer);
        if (channel->frame == NULL)
            return false;
        const double *frame = prepared(melspec, channel->frame, c);
        if (setting->energy == ENERGY_RAW)
            channel->energy = sum_of_double_squares(frame, melspec->length);
        window_frame(melspec, frame);
        if (setting->energy == ENERGY_WINDOWED)
            channel->energy =
                sum_of_double_squares(fft_double_frame(melspec->fft) + melspec->offset, setting->win_length);
        transform(melspec, channel);
        finish(melspec, channel, bands + c * setting->mel.bands);
    }
    melspec->row++;
    return true;
}

void melspec_from_spectrum(struct melspec *melspec, float *bands, const float *spectrum, enum bin_kind kind)
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
    fft_double_destroy(melspec->fft);
    free(melspec->weights);
    free(melspec->staged);
    free(melspec->dithered);
    free(melspec->flat);
    free(melspec);
}
