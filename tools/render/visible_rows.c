/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/visible_rows.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/signals.h"
#include "spectra/spectra_header.h"
#include "tools/shared/run.h"

static const char *fail(struct visible_rows *visible, int status, const char *why)
{
    visible->status = status;
    return why;
}

/* begin, end  out: the requested time in seconds; *end is NAN: to the end */
static const char *resolve_time(double *begin, double *end, const struct input_options *options, double rate)
{
    *begin = options->start.unit != EXTENT_NONE ? extent_samples(options->start, rate) / rate : 0;
    *end = options->end.unit != EXTENT_NONE ? extent_samples(options->end, rate) / rate : NAN;
    if (options->duration.unit != EXTENT_NONE) {
        if (!isnan(*end))
            return "--end and --duration exclude each other";
        *end = *begin + extent_samples(options->duration, rate) / rate;
    }
    return *end <= *begin ? "--start leaves nothing before --end or --duration" : NULL;
}

/*
 * Fits the frames to `seconds` of sound. At this FFT size a click and a tone have the same width in pixels: the click
 * is half a frame long (where a Hann window exceeds half its amplitude), the tone 2 rate / size wide (Hann at -6 dB).
 * The hop is one pixel, but at least four frames overlap.
 */
static void fit_frames(struct visible_rows *visible, const struct zoom *zoom, double seconds)
{
    double rate = header_rate(&visible->in.header);
    double step = zoom->pixels_per_second > 0 ? 1 / zoom->pixels_per_second : seconds / zoom->time_pixels;
    double high = isnan(zoom->frequencies.high) ? rate / 2 : zoom->frequencies.high;
    double low = isnan(zoom->frequencies.low) ? 0 : zoom->frequencies.low;
    double size = 2 * rate * sqrt(step / (fmax(high - low, 1e-3) / zoom->value_pixels));
    size = exp2(floor(log2(fmin(fmax(size, 64), 65536)) + 0.5));
    visible->frames.fft_size = visible->frames.win_length = (size_t)size;
    visible->frames.hop = (size_t)fmin(fmax(floor(step * rate), 1), size / 4);
}

/* Chooses the frames of sound and creates their transform. */
static const char *frame_sound(struct visible_rows *visible, const struct input_options *options,
                               const struct frame_options *frame_options, const struct zoom *zoom)
{
    struct reader *in = &visible->in;
    double rate = header_rate(&in->header), begin = 0, end = 0;
    visible->frames = (struct stft_setting){.spectrum = SPECTRUM_POWER, .scaling = SCALING_SPECTRUM};
    const char *why = frame_options_resolve(&visible->frames, frame_options, rate);
    if (why != NULL)
        return fail(visible, EXIT_USAGE_ERROR, why);
    bool given = option_given(&frame_options->fft_size) || option_given(&frame_options->win_length) ||
                 option_given(&frame_options->hop);
    if (!given && zoom->follow && in->header.rows >= 0 && resolve_time(&begin, &end, options, rate) == NULL) {
        double all = (double)in->header.rows / rate;
        fit_frames(visible, zoom, fmax(fmin(isnan(end) ? all : end, all) - begin, 1 / rate));
    }
    visible->header = spectra_header_create(&visible->frames, &in->header);
    why = stft_create(&visible->stft, &visible->frames, (size_t)in->header.channels, RUN_BLOCK);
    if (why != NULL)
        return fail(visible, EXIT_USAGE_ERROR, why);
    visible->row = mem_new(header_numbers(&visible->header), sizeof *visible->row);
    return NULL;
}

/* The first row at or after that time. */
static double row_at(double seconds, const struct header *header)
{
    return fmax(ceil((seconds - header->start) * header_rate(header) - 1e-6), 0);
}

/* first, end  out: the visible rows are first .. end - 1; end -1: to the last */
static const char *choose_rows(struct visible_rows *visible, const struct input_options *options, int64_t *first,
                               int64_t *end)
{
    const struct header *header = &visible->header;
    double rate = header->samplerate.num > 0 ? ratio_value(header->samplerate) : header_rate(header);
    double begin = 0, stop = NAN;
    const char *why = resolve_time(&begin, &stop, options, rate);
    if (why != NULL)
        return fail(visible, EXIT_USAGE_ERROR, why);
    double from = options->start.unit != EXTENT_NONE ? row_at(begin, header) : 0;
    double to = isnan(stop) ? -1 : row_at(stop, header);
    if (!(from < 1e15 && to < 1e15))
        return fail(visible, EXIT_USAGE_ERROR, "--start or --end is beyond any recording");
    *first = (int64_t)from;
    *end = (int64_t)to;
    if (*end >= 0 && *end <= *first)
        return fail(visible, EXIT_USAGE_ERROR, "no row lies between --start and --end");
    if (header->rows >= 0 && *first >= header->rows && *first > 0)
        return fail(visible, EXIT_BAD_DATA, "ends before --start");
    if (header->rows >= 0 && (*end < 0 || *end > header->rows))
        *end = header->rows;
    return NULL;
}

/*
 * first, end  in and out: visible rows become the samples to read for them
 *
 * Returns how many rows come before the first visible one: reading begins a frame and a hop early, for rows that
 * begin before the first sample read are padded. Two frames are read after the last row's hop, for the same reason.
 */
static int64_t samples_of_rows(const struct visible_rows *visible, int64_t *first, int64_t *end)
{
    int64_t hop = (int64_t)visible->frames.hop, length = (int64_t)visible->frames.win_length;
    int64_t early = *first - (length + hop - 1) / hop - 1;
    early = early > 0 ? early : 0;
    int64_t skip = *first - early, samples = visible->in.header.rows;
    *first = early * hop;
    *end = visible->limited ? *end * hop + 2 * length : -1;
    if (samples >= 0 && *end > samples)
        *end = -1;
    return skip;
}

static const char *select_rows(struct visible_rows *visible, const struct input_options *options)
{
    int64_t first = 0, end = -1;
    const char *why = choose_rows(visible, options, &first, &end);
    if (why != NULL)
        return why;
    visible->limited = end >= 0 && end != visible->header.rows;
    visible->rows.left = end >= 0 ? end - first : -1;
    visible->header.start = header_time(&visible->header, (double)first);
    visible->header.rows = visible->rows.left;
    bool part = first > 0 || visible->limited;
    if (visible->stft != NULL)
        visible->rows.skip = samples_of_rows(visible, &first, &end);
    visible->waves = visible->rows;
    if (part && (why = reader_select(&visible->in, first, end)) != NULL)
        return fail(visible, visible->in.status, why);
    return NULL;
}

const char *visible_rows_open(struct visible_rows *visible, const char *path, const struct input_options *options,
                              bool counted)
{
    *visible = (struct visible_rows){.rows.left = -1};
    const char *why = reader_open(&visible->in, path, options);
    if (visible->in.live)
        signals_ignore_first_interrupt();
    if (why == NULL && counted)
        why = reader_count(&visible->in);
    if (why != NULL)
        return fail(visible, visible->in.status, why);
    visible->header = visible->in.header;
    return NULL;
}

/* One row per frame: the samples about its centre. */
static void create_envelope(struct visible_rows *visible)
{
    int64_t length = (int64_t)visible->frames.win_length, hop = (int64_t)visible->frames.hop;
    int64_t start = framing_start(visible->frames.framing, length, hop);
    visible->envelope = envelope_create((size_t)visible->header.channels, start + length / 2, hop);
    visible->wave = mem_new(2 * (size_t)visible->header.channels, sizeof *visible->wave);
}

const char *visible_rows_start(struct visible_rows *visible, const struct input_options *options,
                               const struct frame_options *frame_options, const struct zoom *zoom, bool waveform)
{
    bool sound = header_is(&visible->header, "samples");
    const char *given = waveform        ? "--waveform"
                        : !zoom->follow ? "--resolution"
                                        : option_given_within(frame_options, sizeof *frame_options);
    if (!sound && given != NULL)
        return fail(visible, EXIT_USAGE_ERROR,
                    sentence("%s is for sound, and these are %s rows, which come with frames of their own", given,
                             visible->header.kind));
    const char *why = sound ? frame_sound(visible, options, frame_options, zoom) : NULL;
    if (why != NULL)
        return why;
    if (waveform)
        create_envelope(visible);
    return select_rows(visible, options);
}

void visible_rows_push(struct visible_rows *visible, const float *rows, size_t count)
{
    visible->block = rows;
    visible->count = count;
    if (visible->stft != NULL)
        stft_push(visible->stft, rows, count);
    if (visible->envelope != NULL)
        envelope_push(visible->envelope, rows, count);
}

/* The next row, visible or not. */
static const float *any_row(struct visible_rows *visible)
{
    if (visible->stft != NULL)
        return stft_next(visible->stft, visible->row) ? visible->row : NULL;
    if (visible->count == 0)
        return NULL;
    const float *row = visible->block;
    visible->block += header_numbers(&visible->header);
    visible->count--;
    return row;
}

static const float *any_wave(struct visible_rows *visible)
{
    return envelope_next(visible->envelope, visible->wave) ? visible->wave : NULL;
}

/* The next of those that are selected; drops the others, so that the stages have room for the next push. */
static const float *next_selected(struct visible_rows *visible, const float *(*next)(struct visible_rows *),
                                  struct selection *selection)
{
    const float *row = NULL;
    while ((row = next(visible)) != NULL) {
        if (selection->skip > 0) {
            selection->skip--;
        } else if (selection->left != 0) {
            selection->left -= selection->left > 0;
            return row;
        }
    }
    return NULL;
}

const float *visible_rows_next(struct visible_rows *visible)
{
    return next_selected(visible, any_row, &visible->rows);
}

const float *visible_rows_wave(struct visible_rows *visible)
{
    return visible->envelope != NULL ? next_selected(visible, any_wave, &visible->waves) : NULL;
}

bool visible_rows_done(const struct visible_rows *visible)
{
    return visible->limited && visible->rows.left == 0;
}

void visible_rows_close(struct visible_rows *visible)
{
    reader_close(&visible->in);
    stft_destroy(visible->stft);
    envelope_destroy(visible->envelope);
    free(visible->row);
    free(visible->wave);
}
