/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/analysis.h"

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

const char *analysis_given(const struct analysis *analysis)
{
    const struct analysis usual = ANALYSIS_DEFAULT;
    const struct {
        const char *name;
        bool given;
    } options[] = {
        {"--fft-size", analysis->fft_size != usual.fft_size},
        {"--win-length", analysis->win_length.unit != EXTENT_NONE},
        {"--hop", analysis->hop.unit != EXTENT_NONE},
        {"--window", strcmp(analysis->window, usual.window) != 0},
        {"--symmetric", analysis->symmetric},
        {"--framing", strcmp(analysis->framing, usual.framing) != 0},
        {"--padding", strcmp(analysis->padding, usual.padding) != 0},
        {"--detrend", strcmp(analysis->detrend, usual.detrend) != 0},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].given)
            return options[i].name;
    return NULL;
}

/* Lengths, at that rate, into setting's sizes. */
static const char *resolve_sizes(struct stft_setting *setting, const struct analysis *analysis, double rate)
{
    size_t window = 0, hop = 0, fft = (size_t)analysis->fft_size;
    bool overlap = analysis->hop.unit == EXTENT_PERCENT;
    const char *why = analysis->win_length.unit == EXTENT_PERCENT ? "--win-length: a percentage is no length" : NULL;
    if (why == NULL)
        why = length_of(&window, "--win-length", analysis->win_length, rate);
    if (why == NULL && !overlap)
        why = length_of(&hop, "--hop", analysis->hop, rate);
    if (why != NULL)
        return why;
    fft = fft > 0 ? fft : window > 0 ? window : DEFAULT_FFT_SIZE;
    window = window > 0 ? window : fft;
    if (window > fft)
        return sentence("--fft-size %zu is less than the window of %zu samples; the rest would be lost", fft, window);
    if (overlap)
        hop = (size_t)((double)window * (1 - analysis->hop.value / 100) + 0.5);
    else if (hop == 0)
        hop = window / 4;
    setting->fft_size = fft;
    setting->win_length = window;
    setting->hop = hop > 0 ? hop : 1;
    return NULL;
}

const char *analysis_resolve(struct stft_setting *setting, const struct analysis *analysis, double rate)
{
    setting->rate = rate;
    setting->window = analysis->window;
    setting->symmetric = analysis->symmetric;
    setting->framing = (enum framing)name_index(framing_name, analysis->framing);
    setting->padding = (enum padding)name_index(padding_name, analysis->padding);
    setting->detrend = (enum detrend)name_index(detrend_name, analysis->detrend);
    return resolve_sizes(setting, analysis, rate);
}

static const char *unit_of(const struct stft_setting *setting)
{
    switch (setting->spectrum) {
    case SPECTRUM_LEVEL:
        return setting->scaling == SCALING_DENSITY ? "dBFS/Hz" : "dBFS";
    case SPECTRUM_DENSITY:
        return "FS^2/Hz";
    case SPECTRUM_PHASE:
        return "rad";
    case SPECTRUM_POWER:
        return setting->scaling == SCALING_DENSITY ? "FS^2/Hz" : "FS^2";
    case SPECTRUM_COMPLEX:
    case SPECTRUM_MAGNITUDE:
        break;
    }
    return setting->scaling == SCALING_DENSITY ? "FS/sqrt(Hz)" : "FS";
}

struct header analysis_header(const struct stft_setting *setting, const struct header *samples)
{
    struct header header = *samples;
    double rate = header_rate(samples);
    int64_t length = (int64_t)setting->win_length;
    snprintf(header.kind, sizeof header.kind, "%s", spectrum_name(setting->spectrum));
    header.rate = (struct ratio){samples->rate.over, samples->rate.under * (double)setting->hop};
    header.start += (double)(framing_start(setting->framing, length, (int64_t)setting->hop) + length / 2) / rate;
    header.width = (long)stft_width(setting);
    snprintf(header.axis, sizeof header.axis, "hz");
    header.first = 0;
    header.step = rate / (double)setting->fft_size;
    if (samples->rows >= 0)
        header.rows = framing_rows(setting->framing, samples->rows, length, (int64_t)setting->hop);
    header.frame = (long)setting->win_length;
    header.hop = (long)setting->hop;
    snprintf(header.window, sizeof header.window, "%s", setting->window);
    header.samplerate = samples->rate;
    snprintf(header.unit, sizeof header.unit, "%s", unit_of(setting));
    header.full_scale = setting->scaling == SCALING_NONE ? 0 : 1;
    char text[160];
    snprintf(text, sizeof text, "fft=%zu framing=%s scaling=%s phase=%s%s samples=%lld", setting->fft_size,
             framing_name(setting->framing), scaling_name(setting->scaling), phase_origin_name(setting->phase),
             setting->symmetric ? " symmetric" : "", (long long)samples->rows);
    header_note(&header, "stft", text);
    return header;
}

/* The word after "key=", or the whole word when the key has no '='. False: it is not there. */
static bool word_of(const char *text, const char *key, char word[32])
{
    size_t length = strlen(key);
    for (const char *at = text; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, key, length) == 0) {
            snprintf(word, 32, "%.*s", (int)strcspn(at + length, " "), at + length);
            return true;
        }
    }
    return false;
}

const char *analysis_recall(struct stft_setting *setting, int64_t *samples, const struct header *spectra)
{
    static const char lacks[] = "its header does not say how the spectra were made (frame, hop, window, stft)";
    char text[160] = "", fft[32] = "", framing[32] = "", scaling[32] = "", phase[32] = "", length[32] = "", word[32];
    if (spectra->frame == 0 || spectra->hop == 0 || spectra->window[0] == '\0' || spectra->samplerate.over == 0 ||
        !header_find(spectra, "stft", text, sizeof text) || !word_of(text, "fft=", fft) ||
        !word_of(text, "framing=", framing) || !word_of(text, "scaling=", scaling) || !word_of(text, "phase=", phase) ||
        !word_of(text, "samples=", length))
        return lacks;
    uintmax_t size = strtoumax(fft, NULL, 10);
    *setting = (struct stft_setting){.fft_size = size,
                                     .win_length = (size_t)spectra->frame,
                                     .hop = (size_t)spectra->hop,
                                     .window = spectra->window,
                                     .symmetric = word_of(text, "symmetric", word),
                                     .rate = ratio_value(spectra->samplerate),
                                     .spectrum = (enum spectrum)name_index(spectrum_name, spectra->kind),
                                     .framing = (enum framing)name_index(framing_name, framing),
                                     .scaling = (enum scaling)name_index(scaling_name, scaling),
                                     .phase = (enum phase_origin)name_index(phase_origin_name, phase)};
    *samples = strtoimax(length, NULL, 10);
    bool named = spectrum_name(setting->spectrum) != NULL && framing_name(setting->framing) != NULL &&
                 scaling_name(setting->scaling) != NULL && phase_origin_name(setting->phase) != NULL;
    if (!named || size < 1 || size > MOST_FFT_SIZE || setting->win_length > size ||
        (size_t)spectra->width != stft_width(setting) || spectra->hop > MOST_FFT_SIZE)
        return "its header's frame, stft and width contradict each other";
    return NULL;
}

struct header analysis_summary(const struct header *spectra, const struct header *samples, int64_t count)
{
    struct header header = *spectra;
    header.rows = 1;
    header.rate = (struct ratio){header_rate(samples), (double)(count > 0 ? count : 1)};
    header.start = samples->start + (double)count / header_rate(samples) / 2;
    return header;
}

void analysis_become_samples(struct header *header)
{
    snprintf(header->kind, sizeof header->kind, "samples");
    snprintf(header->axis, sizeof header->axis, "index");
    header->rate = header->samplerate;
    header->first = 0;
    header->width = 1;
    header->step = 1;
    header->frame = header->hop = 0;
    header->window[0] = header->unit[0] = '\0';
    header->full_scale = 1;
    header_note(header, "stft", NULL);
    header_note(header, "reassigned", NULL);
}

struct header analysis_samples(const struct stft_setting *setting, const struct header *spectra, int64_t samples)
{
    struct header header = *spectra;
    analysis_become_samples(&header);
    int64_t length = (int64_t)setting->win_length;
    header.start -=
        (double)(framing_start(setting->framing, length, (int64_t)setting->hop) + length / 2) / setting->rate;
    header.rows = samples;
    return header;
}
