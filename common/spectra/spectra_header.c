/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spectra/spectra_header.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/names.h"
#include "base/sentence.h"

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

/* Adds a word to a line of the header, which always has room for the few that are added here. */
static void set_note(struct header *header, const char *line, const char *name, const char *value)
{
    const char *why = header_note_set(header, line, name, value);
    assert(why == NULL);
    (void)why;
}

static void note_number(struct header *header, const char *line, const char *name, long long value)
{
    char text[NOTATION_ROOM];
    snprintf(text, sizeof text, "%lld", value);
    set_note(header, line, name, text);
}

/*
 * The position in samples of the centre of frame 0: of its middle sample, or of a symmetric window, whose middle may be
 * between two.
 */
static double first_centre(enum framing framing, int64_t length, int64_t hop, bool symmetric)
{
    double start = (double)framing_start(framing, length, hop);
    return start + (symmetric ? ((double)length - 1) / 2 : (double)(length / 2));
}

static double setting_centre(const struct stft_setting *setting)
{
    return first_centre(setting->framing, (int64_t)setting->win_length, (int64_t)setting->hop, setting->symmetric);
}

void spectra_header_set_samples(struct header *spectra, int64_t samples)
{
    note_number(spectra, "stft", "samples", (long long)samples);
}

struct header spectra_header_create(const struct stft_setting *setting, const struct header *samples)
{
    struct header header = *samples;
    double rate = header_rate(samples);
    int64_t length = (int64_t)setting->win_length;
    snprintf(header.kind, sizeof header.kind, "%s", spectrum_name(setting->spectrum));
    header.rate = ratio_divide(samples->rate, (double)setting->hop);
    header.start += setting_centre(setting) / rate;
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
    header_note(&header, "stft", NULL);
    note_number(&header, "stft", "fft", (long long)setting->fft_size);
    set_note(&header, "stft", "framing", framing_name(setting->framing));
    set_note(&header, "stft", "scaling", scaling_name(setting->scaling));
    set_note(&header, "stft", "phase", phase_origin_name(setting->phase));
    if (setting->symmetric)
        set_note(&header, "stft", "symmetric", NULL);
    if (setting->detrend != DETREND_NONE)
        set_note(&header, "stft", "detrend", detrend_name(setting->detrend));
    spectra_header_set_samples(&header, samples->rows);
    return header;
}

const char *spectra_header_refuse_inverse(const struct header *spectra)
{
    char trend[32];
    bool detrended = header_note_get(spectra, "stft", "detrend", trend, sizeof trend) ||
                     header_note_get(spectra, "reassigned", "detrend", trend, sizeof trend);
    return detrended ? sentence("--detrend %s subtracted a trend from every frame, which is not in the rows", trend)
                     : NULL;
}

const char *spectra_header_setting(struct stft_setting *setting, int64_t *samples, const struct header *spectra)
{
    static const char incomplete[] = "its header does not describe the frames (frame, hop, window, stft)";
    char fft[32] = "", framing[32] = "", scaling[32] = "", phase[32] = "", length[32] = "", word[32];
    char detrend[32] = "none"; /* when absent */
    if (spectra->frame == 0 || spectra->hop == 0 || spectra->window[0] == '\0' || spectra->samplerate.num == 0 ||
        !header_note_get(spectra, "stft", "fft", fft, sizeof fft) ||
        !header_note_get(spectra, "stft", "framing", framing, sizeof framing) ||
        !header_note_get(spectra, "stft", "scaling", scaling, sizeof scaling) ||
        !header_note_get(spectra, "stft", "phase", phase, sizeof phase) ||
        !header_note_get(spectra, "stft", "samples", length, sizeof length))
        return incomplete;
    header_note_get(spectra, "stft", "detrend", detrend, sizeof detrend);
    uintmax_t size = strtoumax(fft, NULL, 10);
    *setting = (struct stft_setting){.fft_size = size,
                                     .win_length = (size_t)spectra->frame,
                                     .hop = (size_t)spectra->hop,
                                     .window = spectra->window,
                                     .symmetric = header_note_get(spectra, "stft", "symmetric", word, sizeof word),
                                     .rate = ratio_value(spectra->samplerate),
                                     .spectrum = (enum spectrum)name_index(spectrum_name, spectra->kind),
                                     .framing = (enum framing)name_index(framing_name, framing),
                                     .detrend = (enum detrend)name_index(detrend_name, detrend),
                                     .scaling = (enum scaling)name_index(scaling_name, scaling),
                                     .phase = (enum phase_origin)name_index(phase_origin_name, phase)};
    *samples = strtoimax(length, NULL, 10);
    bool named = spectrum_name(setting->spectrum) != NULL && framing_name(setting->framing) != NULL &&
                 scaling_name(setting->scaling) != NULL && phase_origin_name(setting->phase) != NULL &&
                 detrend_name(setting->detrend) != NULL;
    if (!named || size < 1 || size > MOST_FFT_SIZE || setting->win_length > size ||
        (size_t)spectra->width != stft_width(setting) || spectra->hop > MOST_FFT_SIZE)
        return "its header's frame, stft and width contradict each other";
    return NULL;
}

double spectra_header_offset(const struct header *rows)
{
    char name[32] = "", word[32];
    bool symmetric = header_note_get(rows, "stft", "symmetric", word, sizeof word);
    bool noted = header_note_get(rows, "stft", "framing", name, sizeof name) ||
                 header_note_get(rows, "reassigned", "framing", name, sizeof name);
    enum framing framing = (enum framing)name_index(framing_name, name);
    if (header_is(rows, "samples") || !noted || framing_name(framing) == NULL || rows->samplerate.num == 0)
        return 0;
    return first_centre(framing, rows->frame, rows->hop, symmetric) / ratio_value(rows->samplerate);
}

struct header spectra_header_mean_row(const struct header *spectra, const struct header *samples, int64_t count)
{
    struct header header = *spectra;
    header.rows = 1;
    header.rate = ratio_divide(samples->rate, (double)(count > 0 ? count : 1));
    header.start = samples->start + (double)count / header_rate(samples) / 2;
    spectra_header_set_samples(&header, count);
    return header;
}

void spectra_header_become_samples(struct header *header)
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

struct header spectra_header_samples(const struct stft_setting *setting, const struct header *spectra, int64_t samples)
{
    struct header header = *spectra;
    spectra_header_become_samples(&header);
    header.start -= setting_centre(setting) / setting->rate;
    header.rows = samples;
    return header;
}

static void note_reassigned(struct header *header, const struct reassign_setting *setting, enum framing framing)
{
    static const char line[] = "reassigned";
    const struct estimate_setting *estimate = &setting->estimate;
    header_note(header, line, NULL);
    set_note(header, line, estimator_name(estimate->estimator), NULL);
    note_number(header, line, "fft", (long long)estimate->fft_size);
    set_note(header, line, "framing", framing_name(framing));
    set_note(header, line, "time", estimate->time ? "yes" : "no");
    set_note(header, line, "frequency", estimate->frequency ? "yes" : "no");
    note_number(header, line, "tapers", (long long)estimate->tapers);
    set_note(header, line, "sums", accumulation_name(setting->grid.accumulation));
}

struct header spectra_header_reassigned(const struct reassign_setting *setting, const struct stft_setting *frames,
                                        const struct header *samples)
{
    const struct grid_setting *grid = &setting->grid;
    const struct estimate_setting *estimate = &setting->estimate;
    struct stft_setting described = *frames;
    described.symmetric = false; /* points are counted from the middle sample of a frame, whatever the window */
    described.spectrum = setting->spectrum;
    described.scaling = setting->spectrum == SPECTRUM_DENSITY ? SCALING_DENSITY : SCALING_SPECTRUM;
    struct header header = spectra_header_create(&described, samples);
    header.rate = ratio_divide(samples->rate, (double)grid->row_hop);
    header.width = (long)reassign_width(setting);
    snprintf(header.axis, sizeof header.axis, "%s", grid->scale->unit);
    header.first = grid->first;
    header.step = grid->step;
    header.rows = header.rows >= 0 ? grid_rows(grid, header.rows) : -1;
    if (estimate->tapers > 0)
        snprintf(header.window, sizeof header.window, "hermite");
    header_note(&header, "stft", NULL);
    note_reassigned(&header, setting, frames->framing);
    if (frames->detrend != DETREND_NONE)
        set_note(&header, "reassigned", "detrend", detrend_name(frames->detrend));
    return header;
}
