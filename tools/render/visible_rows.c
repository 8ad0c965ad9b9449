/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/visible_rows.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "spectra/spectra_header.h"

enum { BLOCK = 1 << 14 /* rows or samples read at once: they stay in the second-level cache */ };

static const char *fail(struct visible_rows *rows, int status, const char *why)
{
    rows->failure = why;
    rows->status = status;
    return why;
}

/* The stretch of time that is wanted, in seconds; *end is NAN for all that follows. */
static const char *wanted(double *begin, double *end, const struct reader_wish *wish, double rate)
{
    *begin = wish->start.unit != EXTENT_NONE ? extent_samples(wish->start, rate) / rate : 0;
    *end = wish->end.unit != EXTENT_NONE ? extent_samples(wish->end, rate) / rate : NAN;
    if (wish->duration.unit != EXTENT_NONE) {
        if (!isnan(*end))
            return "--end and --duration exclude each other";
        *end = *begin + extent_samples(wish->duration, rate) / rate;
    }
    return *end <= *begin ? "--start leaves nothing before --end or --duration" : NULL;
}

/*
 * The FFT size at which a click and a tone look equally sharp: half the frame, the duration above half the amplitude,
 * is as many pixels as 2 rate / size, Hann's width 6 dB down. The hop is a pixel, but at least four lie in a frame.
 */
static void follow_zoom(struct visible_rows *rows, const struct zoom *zoom, double seconds)
{
    double rate = header_rate(&rows->in.header);
    double step = zoom->pixels_per_second > 0 ? 1 / zoom->pixels_per_second : seconds / zoom->time_pixels;
    double high = isnan(zoom->frequencies.high) ? rate / 2 : zoom->frequencies.high;
    double low = isnan(zoom->frequencies.low) ? 0 : zoom->frequencies.low;
    double size = 2 * rate * sqrt(step / (fmax(high - low, 1e-3) / zoom->value_pixels));
    size = exp2(floor(log2(fmin(fmax(size, 64), 65536)) + 0.5));
    rows->frames.fft_size = rows->frames.win_length = (size_t)size;
    rows->frames.hop = (size_t)fmin(fmax(floor(step * rate), 1), size / 4);
}

static const char *frame_sound(struct visible_rows *rows, const struct reader_wish *wish,
                               const struct frame_options *frame_options, const struct zoom *zoom)
{
    struct reader *in = &rows->in;
    double rate = header_rate(&in->header), begin = 0, end = 0;
    rows->frames = (struct stft_setting){.spectrum = SPECTRUM_POWER, .scaling = SCALING_SPECTRUM};
    const char *why = frame_options_resolve(&rows->frames, frame_options, rate);
    if (why != NULL)
        return fail(rows, EXIT_USAGE_ERROR, why);
    bool given = option_given(&frame_options->fft_size) || option_given(&frame_options->win_length) ||
                 option_given(&frame_options->hop);
    if (!given && zoom->follow && in->header.rows >= 0 && wanted(&begin, &end, wish, rate) == NULL) {
        double all = (double)in->header.rows / rate;
        follow_zoom(rows, zoom, fmax(fmin(isnan(end) ? all : end, all) - begin, 1 / rate));
    }
    rows->header = spectra_header_create(&rows->frames, &in->header);
    if ((why = stft_create(&rows->stft, &rows->frames, (size_t)in->header.channels, BLOCK)) != NULL)
        return fail(rows, EXIT_USAGE_ERROR, why);
    rows->row = mem_new(header_numbers(&rows->header), sizeof *rows->row);
    return NULL;
}

/* The first row at or after that time, not before the first there is. */
static double row_at(double seconds, const struct header *header)
{
    return fmax(ceil((seconds - header->start) * header_rate(header) - 1e-6), 0);
}

static const char *choose_rows(struct visible_rows *rows, const struct reader_wish *wish, int64_t *first, int64_t *end)
{
    const struct header *header = &rows->header;
    double rate = header->samplerate.over > 0 ? ratio_value(header->samplerate) : header_rate(header), begin = 0,
           stop = NAN;
    const char *why = wanted(&begin, &stop, wish, rate);
    if (why != NULL)
        return fail(rows, EXIT_USAGE_ERROR, why);
    double from = wish->start.unit != EXTENT_NONE ? row_at(begin, header) : 0;
    double to = isnan(stop) ? -1 : row_at(stop, header);
    if (!(from < 1e15 && to < 1e15))
        return fail(rows, EXIT_USAGE_ERROR, "--start or --end is beyond any recording");
    *first = (int64_t)from;
    *end = (int64_t)to;
    if (*end >= 0 && *end <= *first)
        return fail(rows, EXIT_USAGE_ERROR, "no row lies between --start and --end");
    if (header->rows >= 0 && *first >= header->rows && *first > 0)
        return fail(rows, EXIT_BAD_DATA, "ends before --start");
    if (header->rows >= 0 && (*end < 0 || *end > header->rows))
        *end = header->rows;
    return NULL;
}

static const char *select_rows(struct visible_rows *rows, const struct reader_wish *wish)
{
    int64_t first = 0, end = -1, whole = rows->header.rows;
    int64_t hop = (int64_t)rows->frames.hop, length = (int64_t)rows->frames.win_length;
    const char *why = choose_rows(rows, wish, &first, &end);
    if (why != NULL)
        return why;
    bool cut = first > 0 || (end >= 0 && end != whole);
    int64_t from = first, stop = end;
    if (rows->stft != NULL) {
        int64_t early = first - (length + hop - 1) / hop - 1;
        early = early > 0 ? early : 0;
        rows->skip = first - early;
        from = early * hop;
        stop = end >= 0 && end != whole ? end * hop + 2 * length : -1;
        if (rows->in.header.rows >= 0 && stop > rows->in.header.rows)
            stop = -1;
    }
    if (cut && (why = reader_select(&rows->in, from, stop)) != NULL)
        return fail(rows, rows->in.status, why);
    rows->left = end >= 0 ? end - first : -1;
    rows->limited = end >= 0 && end != whole;
    rows->header.start = header_time(&rows->header, (double)first);
    rows->header.rows = rows->left;
    rows->wave_skip = rows->skip;
    rows->wave_left = rows->left;
    return NULL;
}

const char *visible_rows_open(struct visible_rows *rows, const char *path, const struct reader_wish *wish, bool counted)
{
    *rows = (struct visible_rows){.left = -1};
    const char *why = reader_open(&rows->in, path, wish);
    if (why == NULL && counted)
        why = reader_count(&rows->in);
    if (why != NULL)
        return fail(rows, rows->in.status, why);
    rows->header = rows->in.header;
    return NULL;
}

const char *visible_rows_start(struct visible_rows *rows, const struct reader_wish *wish,
                               const struct frame_options *frame_options, const struct zoom *zoom, bool waveform)
{
    bool sound = header_is(&rows->header, "samples");
    const char *why = sound ? frame_sound(rows, wish, frame_options, zoom) : NULL;
    if (why != NULL)
        return why;
    const char *given = waveform ? "--waveform" : !zoom->follow ? "--resolution" : frame_options_given(frame_options);
    if (!sound && given != NULL)
        return fail(rows, EXIT_USAGE_ERROR,
                    sentence("%s is for sound, and these are %s rows, which come with frames of their own", given,
                             rows->header.kind));
    if (waveform) {
        int64_t length = (int64_t)rows->frames.win_length, hop = (int64_t)rows->frames.hop;
        int64_t start = framing_start(rows->frames.framing, length, hop);
        rows->envelope = envelope_create((size_t)rows->header.channels, start + length / 2, hop);
        rows->wave = mem_new(2 * (size_t)rows->header.channels, sizeof *rows->wave);
    }
    return select_rows(rows, wish);
}

bool visible_rows_read(struct visible_rows *rows)
{
    if (rows->ended || (rows->left == 0 && rows->limited))
        return false;
    rows->count = reader_next(&rows->in, &rows->block, BLOCK);
    rows->done += (int64_t)rows->count;
    rows->ended = rows->count == 0;
    if (rows->in.failure != NULL) {
        fail(rows, rows->in.status, rows->in.failure);
        return false;
    }
    if (rows->stft != NULL)
        stft_push(rows->stft, rows->block, rows->count);
    if (rows->envelope != NULL)
        envelope_push(rows->envelope, rows->block, rows->count);
    return rows->stft != NULL || rows->count > 0;
}

/* Any next row, wanted or not. */
static const float *any_row(struct visible_rows *rows)
{
    if (rows->stft != NULL)
        return stft_next(rows->stft, rows->row) ? rows->row : NULL;
    if (rows->count == 0)
        return NULL;
    const float *row = rows->block;
    rows->block += header_numbers(&rows->header);
    rows->count--;
    return row;
}

/* Drops the first *skip of them and those after *left. */
static const float *wanted_row(struct visible_rows *rows, const float *(*next)(struct visible_rows *), int64_t *skip,
                               int64_t *left)
{
    const float *row = NULL;
    while ((row = next(rows)) != NULL) {
        if (*skip > 0) {
            --*skip;
            continue;
        }
        if (*left == 0)
            continue; /* on to the end of the block, so that the next one finds room */
        *left -= *left > 0;
        return row;
    }
    return NULL;
}

const float *visible_rows_next(struct visible_rows *rows)
{
    return wanted_row(rows, any_row, &rows->skip, &rows->left);
}

static const float *any_wave(struct visible_rows *rows)
{
    return envelope_next(rows->envelope, rows->wave) ? rows->wave : NULL;
}

const float *visible_rows_wave(struct visible_rows *rows)
{
    return rows->envelope != NULL ? wanted_row(rows, any_wave, &rows->wave_skip, &rows->wave_left) : NULL;
}

void visible_rows_close(struct visible_rows *rows)
{
    reader_close(&rows->in);
    stft_destroy(rows->stft);
    envelope_destroy(rows->envelope);
    free(rows->row);
    free(rows->wave);
}
