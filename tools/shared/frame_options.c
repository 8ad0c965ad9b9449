/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/frame_options.h"

#include "base/sentence.h"

enum { DEFAULT_FFT_SIZE = 1024 };

/* Converts the length that an option gives to samples; 0 if it was not given. */
static const char *resolve_length(size_t *length, const char *option, struct extent extent, double rate)
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

static const char *resolve_sizes(struct stft_setting *setting, const struct frame_options *frames, double rate)
{
    size_t window = 0, hop = 0, fft = (size_t)frames->fft_size;
    bool overlap = frames->hop.unit == EXTENT_PERCENT;
    const char *why = frames->win_length.unit == EXTENT_PERCENT ? "--win-length: a percentage is not a length" : NULL;
    if (why == NULL)
        why = resolve_length(&window, "--win-length", frames->win_length, rate);
    if (why == NULL && !overlap)
        why = resolve_length(&hop, "--hop", frames->hop, rate);
    if (why != NULL)
        return why;
    fft = fft > 0 ? fft : window > 0 ? window : DEFAULT_FFT_SIZE;
    window = window > 0 ? window : fft;
    if (window > fft)
        return sentence("--fft-size %zu is less than the window length of %zu samples", fft, window);
    if (overlap)
        hop = (size_t)((double)window * (1 - frames->hop.value / 100) + 0.5);
    else if (hop == 0)
        hop = window / 4;
    setting->fft_size = fft;
    setting->win_length = window;
    setting->hop = hop > 0 ? hop : 1;
    return NULL;
}

const char *frame_options_resolve(struct stft_setting *setting, const struct frame_options *frames, double rate)
{
    setting->rate = rate;
    setting->window = frames->window;
    setting->symmetric = frames->symmetric;
    setting->framing = frames->framing;
    setting->padding = frames->padding;
    setting->detrend = frames->detrend;
    return resolve_sizes(setting, frames, rate);
}
