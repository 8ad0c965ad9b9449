/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/frame_options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "stream/writer.h"

enum { DEFAULT_FFT_SIZE = 1024 };

/* A length option in samples; 0: not given. */
static const char *length_of(size_t *length, const char *option, struct extent extent, double rate)
{
    *length = 0;
    if (extent.unit == EXTENT_NONE)
        return NULL;
    double samples = extent_samples(extent, rate);
    if (!(samples >= 1 && samples <= MOST_FFT_SIZE))
        return sentence("%s: %g samples are out of range (1 to %d)", option, samples, MOST_FFT_SIZE);
    *length = (size_t)samples;
    return NULL;
}

const char *frame_options_given(const struct frame_options *frame_options)
{
    const struct frame_options usual = FRAME_OPTIONS_DEFAULT;
    const struct {
        const char *name;
        bool given;
    } options[] = {
        {"--fft-size", frame_options->fft_size != usual.fft_size},
        {"--win-length", frame_options->win_length.unit != EXTENT_NONE},
        {"--hop", frame_options->hop.unit != EXTENT_NONE},
        {"--window", strcmp(frame_options->window, usual.window) != 0},
        {"--symmetric", frame_options->symmetric},
        {"--framing", strcmp(frame_options->framing, usual.framing) != 0},
        {"--padding", strcmp(frame_options->padding, usual.padding) != 0},
        {"--detrend", strcmp(frame_options->detrend, usual.detrend) != 0},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].given)
            return options[i].name;
    return NULL;
}

/* Lengths, at that rate, into setting's sizes. */
static const char *resolve_sizes(struct stft_setting *setting, const struct frame_options *frame_options, double rate)
{
    size_t window = 0, hop = 0, fft = (size_t)frame_options->fft_size;
    bool overlap = frame_options->hop.unit == EXTENT_PERCENT;
    const char *why =
        frame_options->win_length.unit == EXTENT_PERCENT ? "--win-length: a percentage is no length" : NULL;
    if (why == NULL)
        why = length_of(&window, "--win-length", frame_options->win_length, rate);
    if (why == NULL && !overlap)
        why = length_of(&hop, "--hop", frame_options->hop, rate);
    if (why != NULL)
        return why;
    fft = fft > 0 ? fft : window > 0 ? window : DEFAULT_FFT_SIZE;
    window = window > 0 ? window : fft;
    if (window > fft)
        return sentence("--fft-size %zu is less than the window of %zu samples; the rest would be lost", fft, window);
    if (overlap)
        hop = (size_t)((double)window * (1 - frame_options->hop.value / 100) + 0.5);
    else if (hop == 0)
        hop = window / 4;
    setting->fft_size = fft;
    setting->win_length = window;
    setting->hop = hop > 0 ? hop : 1;
    return NULL;
}

const char *frame_options_resolve(struct stft_setting *setting, const struct frame_options *frame_options, double rate)
{
    setting->rate = rate;
    setting->window = frame_options->window;
    setting->symmetric = frame_options->symmetric;
    setting->framing = (enum framing)name_index(framing_name, frame_options->framing);
    setting->padding = (enum padding)name_index(padding_name, frame_options->padding);
    setting->detrend = (enum detrend)name_index(detrend_name, frame_options->detrend);
    return resolve_sizes(setting, frame_options, rate);
}
