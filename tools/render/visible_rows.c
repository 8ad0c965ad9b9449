/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/visible_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "cli/signals.h"
#include "signal/transform/linear_prediction.h"
#include "spectra/column_axis.h"
#include "spectra/feature_columns.h"
#include "spectra/spectra_header.h"
#include "tools/shared/run.h"

NAMES(row_type_name, "stft", "reassigned")

static const int64_t most_counted = 1 << 28; /* samples of all channels together that are read ahead: 1 GiB */

static const char *fail(struct visible_rows *visible, int status, const char *why)
{
    visible->status = status;
    return why;
}

/*
 * The samples of a part that are in the input: *samples out; -1 if they are not known. Reads ahead if the length of the
 * input is unknown, but no further than needed and allowed; an end beyond that is assumed to exist.
 */
static const char *count_samples(struct visible_rows *visible, struct time_choice part, int64_t *samples)
{
    struct reader *in = &visible->in;
    int64_t most = most_counted / (int64_t)header_numbers(&in->header);
    /* one more, to see whether the input ends there */
    const char *why = part.end <= most ? reader_count(in, (part.end >= 0 ? part.end : most) + 1) : NULL;
    if (why != NULL)
        return fail(visible, in->status, why);
    int64_t all = in->header.rows, end = all >= 0 && (part.end < 0 || part.end > all) ? all : part.end;
    *samples = end < 0 ? -1 : end > part.first ? end - part.first : 1;
    return NULL;
}

/* The seconds of sound that the picture shows: NAN if unknown, 0 if the zoom does not need them. */
static const char *find_seconds(struct visible_rows *visible, const struct input_options *options,
                                const struct zoom *zoom, double *seconds)
{
    struct time_choice part;
    int64_t samples = 0;
    *seconds = NAN;
    if (time_choice_find(&part, &options->time, &visible->in.header, 0) != NULL)
        return NULL; /* choose_rows reports it */
    const char *why = zoom->pixels_per_second > 0 ? NULL : count_samples(visible, part, &samples);
    if (why == NULL && samples >= 0)
        *seconds = (double)samples / header_rate(&visible->in.header);
    return why;
}

/* Fits the frames to the zoom, as far as options do not set them. */
static const char *fit_frames(struct visible_rows *visible, const struct input_options *options,
                              const struct frame_options *frame_options, const struct zoom *zoom)
{
    const struct header *header = &visible->in.header;
    double rate = header_rate(header), seconds = NAN;
    if (!zoom->follow || option_given(&frame_options->fft_size))
        return NULL;
    const char *why = find_seconds(visible, options, zoom, &seconds);
    if (why != NULL || isnan(seconds))
        return why;
    if (option_given(&frame_options->win_length) && !option_given(&frame_options->hop))
        zoom_fit_hop(&visible->frames, zoom, rate, seconds);
    else if (!option_given(&frame_options->hop))
        zoom_fit_frames(&visible->frames, zoom, rate, seconds);
    zoom_pad_frames(&visible->frames, zoom, header, seconds);
    return NULL;
}

static const char *make_spectra(struct visible_rows *visible, const struct input_options *options,
                                const struct frame_options *frame_options, const struct zoom *zoom)
{
    struct reader *in = &visible->in;
    const char *why = fit_frames(visible, options, frame_options, zoom);
    if (why != NULL)
        return why;
    visible->header = spectra_header_create(&visible->frames, &in->header);
    visible->row_hop = (int64_t)visible->frames.hop;
    visible->row_reach = (int64_t)visible->frames.win_length;
    why = stft_create(&visible->stft, &visible->frames, (size_t)in->header.channels, RUN_BLOCK);
    return why != NULL ? fail(visible, EXIT_USAGE_ERROR, why) : NULL;
}

static const char *make_reassigned(struct visible_rows *visible, const struct input_options *options,
                                   const struct frame_options *frame_options, const struct zoom *zoom)
{
    struct reader *in = &visible->in;
    struct reassign_setting setting;
    double seconds = NAN;
    const char *why = zoom->follow ? find_seconds(visible, options, zoom, &seconds) : NULL;
    if (why != NULL)
        return why;
    struct pixel_grid pixels = {.seconds = zoom_step(zoom, seconds),
                                .panels = zoom->panels,
                                .visible = zoom->pixels_per_second > 0 ? INFINITY : seconds,
                                .value_pixels = (size_t)ceil(zoom->value_pixels),
                                .frequencies = zoom->frequencies,
                                .axis = zoom->axis};
    if ((why = reassigned_rows_fit(&setting, &visible->frames, frame_options, &pixels, zoom->follow)) != NULL)
        return fail(visible, EXIT_USAGE_ERROR, why);
    visible->header = spectra_header_reassigned(&setting, &visible->frames, &in->header);
    visible->row_hop = (int64_t)setting.grid.row_hop;
    visible->row_reach = (int64_t)reassigned_rows_reach(&setting);
    why = reassign_create(&visible->reassign, &setting, (size_t)in->header.channels, RUN_BLOCK);
    return why != NULL ? fail(visible, EXIT_USAGE_ERROR, why) : NULL;
}

/* Chooses the frames of sound and creates their transform. */
static const char *frame_sound(struct visible_rows *visible, const struct input_options *options,
                               const struct row_choice *choice, const struct zoom *zoom)
{
    visible->frames = (struct stft_setting){.spectrum = SPECTRUM_POWER, .scaling = SCALING_SPECTRUM};
    const char *why = frame_options_resolve(&visible->frames, choice->frames, header_rate(&visible->in.header));
    if (why != NULL)
        return fail(visible, EXIT_USAGE_ERROR, why);
    why = choice->type == ROWS_REASSIGNED ? make_reassigned(visible, options, choice->frames, zoom)
                                          : make_spectra(visible, options, choice->frames, zoom);
    if (why != NULL)
        return why;
    visible->row = mem_new(header_numbers(&visible->header), sizeof *visible->row);
    return NULL;
}

static const char *choose_rows(struct visible_rows *visible, const struct input_options *options,
                               struct time_choice *choice)
{
    const struct header *header = &visible->header;
    const char *why = time_choice_find(choice, &options->time, header, spectra_header_offset(header));
    if (why != NULL)
        return fail(visible, EXIT_USAGE_ERROR, why);
    if (header->rows >= 0 && choice->first >= header->rows && choice->first > 0)
        return fail(visible, EXIT_BAD_DATA, "ends before --start");
    if (header->rows >= 0 && (choice->end < 0 || choice->end > header->rows))
        choice->end = header->rows;
    return NULL;
}

/*
 * The samples to read for the visible rows: reading begins as far before the first row as it reaches, and a row more, for
 * rows that begin before the first sample read are padded. As much is read after the last row, for the same reason. Where
 * padding is predicted, so are the samples that it depends on. Frames, which may be closer than rows, stay on the grid of
 * the whole sound.
 *
 * skip  out: the number of rows before the first visible one
 */
static struct time_choice samples_of_rows(const struct visible_rows *visible, struct time_choice rows, int64_t *skip)
{
    int64_t hop = visible->row_hop, reach = visible->row_reach, frame_hop = (int64_t)visible->frames.hop;
    int64_t samples = visible->in.header.rows;
    int64_t spare = visible->frames.padding == PADDING_PREDICT ? PREDICTION_SAMPLES : 0;
    int64_t early = rows.first - (reach + spare + hop - 1) / hop - 1;
    early = early > 0 ? early : 0;
    while (early > 0 && early * hop % frame_hop != 0)
        early--;
    *skip = rows.first - early;
    struct time_choice read = {early * hop, visible->limited ? rows.end * hop + 2 * reach + spare : -1};
    if (samples >= 0 && read.end > samples)
        read.end = -1;
    return read;
}

static const char *select_rows(struct visible_rows *visible, const struct input_options *options)
{
    struct time_choice rows;
    const char *why = choose_rows(visible, options, &rows);
    if (why != NULL)
        return why;
    if (visible->part != NULL)
        rows = (struct time_choice){rows.first + visible->part->first, rows.first + visible->part->end};
    visible->limited = rows.end >= 0 && rows.end != visible->header.rows;
    visible->rows.left = rows.end >= 0 ? rows.end - rows.first : -1;
    visible->header.start = header_time(&visible->header, (double)rows.first);
    visible->header.rows = visible->rows.left;
    bool part = rows.first > 0 || visible->limited;
    struct time_choice read = visible->row != NULL ? samples_of_rows(visible, rows, &visible->rows.skip) : rows;
    visible->waves = visible->rows;
    if (part && (why = reader_select(&visible->in, read.first, read.end)) != NULL)
        return fail(visible, visible->in.status, why);
    return NULL;
}

/* Sets the axis of a table's rows from the names of its columns. NULL or a sentence; then in->status is set. */
static const char *find_table_axis(struct reader *in, const struct input_options *options)
{
    if (in->hertz != NULL && header_is(&in->header, "features"))
        feature_columns_complete(&in->header);
    if (in->hertz == NULL || header_is(&in->header, "samples") || header_is(&in->header, "cepstrum") ||
        !column_axis_find(&in->header, in->hertz, in->hertz_half))
        return NULL;
    bool agrees =
        strcmp(in->header.axis, "hz") == 0 && fabs(in->header.step - options->bin_width) <= 1e-9 * options->bin_width;
    if (options->bin_width <= 0 || agrees)
        return NULL;
    in->status = EXIT_BAD_DATA;
    return sentence("--bin-width %g contradicts the names of its columns", options->bin_width);
}

const char *visible_rows_open(struct visible_rows *visible, const char *path, const struct input_options *options)
{
    *visible = (struct visible_rows){.rows.left = -1};
    const char *why = reader_open(&visible->in, path, options);
    if (visible->in.live)
        signals_ignore_first_interrupt();
    if (why == NULL)
        why = find_table_axis(&visible->in, options);
    if (why != NULL)
        return fail(visible, visible->in.status, why);
    visible->header = visible->in.header;
    return NULL;
}

const char *visible_rows_count(struct visible_rows *visible)
{
    const char *why = reader_count(&visible->in, INT64_MAX);
    if (why != NULL)
        return fail(visible, visible->in.status, why);
    visible->header.rows = visible->in.header.rows;
    return NULL;
}

/* One row per row of the picture: the samples about its centre. */
static void create_envelope(struct visible_rows *visible)
{
    int64_t length = (int64_t)visible->frames.win_length, hop = (int64_t)visible->frames.hop;
    int64_t start = framing_start(visible->frames.framing, length, hop);
    visible->envelope = envelope_create((size_t)visible->header.channels, start + length / 2, visible->row_hop);
    visible->wave = mem_new(2 * (size_t)visible->header.channels, sizeof *visible->wave);
}

const char *visible_rows_start(struct visible_rows *visible, const struct input_options *options,
                               const struct row_choice *choice, const struct zoom *zoom)
{
    bool sound = header_is(&visible->header, "samples");
    const char *given = choice->waveform               ? "--waveform"
                        : choice->type != CHOICE_UNSET ? "--type"
                        : !zoom->follow                ? "--resolution"
                                                       : option_given_within(choice->frames, sizeof *choice->frames);
    if (!sound && given != NULL)
        return fail(visible, EXIT_USAGE_ERROR,
                    sentence("%s is for audio, but the input is %s rows, which have frames of their own", given,
                             visible->header.kind));
    const char *why = sound ? frame_sound(visible, options, choice, zoom) : NULL;
    if (why != NULL)
        return why;
    if (choice->waveform)
        create_envelope(visible);
    return select_rows(visible, options);
}

void visible_rows_push(struct visible_rows *visible, const float *rows, size_t count)
{
    visible->block = rows;
    visible->count = count;
    if (visible->stft != NULL)
        stft_push(visible->stft, rows, count);
    if (visible->reassign != NULL)
        reassign_push(visible->reassign, rows, count);
    if (visible->envelope != NULL)
        envelope_push(visible->envelope, rows, count);
}

/* The next row, visible or not. */
static const float *any_row(struct visible_rows *visible)
{
    if (visible->stft != NULL)
        return stft_next(visible->stft, visible->row) ? visible->row : NULL;
    if (visible->reassign != NULL)
        return reassign_next(visible->reassign, visible->row) ? visible->row : NULL;
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
    reassign_destroy(visible->reassign);
    envelope_destroy(visible->envelope);
    free(visible->row);
    free(visible->wave);
}
