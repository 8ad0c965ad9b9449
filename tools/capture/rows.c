/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/message.h"
#include "tools/capture/identify.h"
#include "tools/capture/time_base.h"

enum {
    FILL = 4096,            /* samples of silence written at once into a gap */
    MOST_BUFFERED = 1 << 20 /* bytes of rows beyond options->buffer: more than one block can make */
};
static const double most_wanted = 1e15; /* rows; longer durations have no end */

void rows_begin(struct capture *capture, const struct header *header)
{
    const struct capture_options *options = capture->options;
    struct outputs *outputs = &capture->outputs;
    *outputs = (struct outputs){.header = *header, .wanted = -1};
    if (event_log_open(&outputs->events, options->events, "sample\tlength\tcause") != NULL)
        capture_cut(capture, options->events, outputs->events.status, outputs->events.failure);
    if (event_log_open(&outputs->aux, options->aux, "sample,p0,p1,tone") != NULL)
        capture_cut(capture, options->aux, outputs->aux.status, outputs->aux.failure);
}

static void check_recording(struct capture *capture)
{
    const struct recording *recording = &capture->outputs.recording;
    if (recording->failure != NULL)
        capture_cut(capture, recording->name, recording->status, recording->failure);
}

static void write_rows(struct capture *capture, const float *rows, size_t count)
{
    recording_rows(&capture->outputs.recording, rows, count);
    check_recording(capture);
}

static void stop_when_complete(struct capture *capture)
{
    if (capture->outputs.rows == capture->outputs.wanted && capture->state == CAPTURE_RUNNING)
        capture_enter(capture, CAPTURE_DONE);
}

/* Writes the rows buffered while the rate was measured, up to the number wanted. */
static void write_buffered_rows(struct capture *capture)
{
    struct outputs *outputs = &capture->outputs;
    size_t count = outputs->buffered_rows;
    if (outputs->wanted >= 0 && (int64_t)count > outputs->wanted)
        count = (size_t)outputs->wanted;
    outputs->rows = (int64_t)count;
    write_rows(capture, outputs->buffered, count);
    stop_when_complete(capture);
    free(outputs->buffered);
    outputs->buffered = NULL;
    outputs->buffered_rows = outputs->buffered_room = 0;
}

/* Fills in what has been identified and measured. */
static void complete_header(struct capture *capture)
{
    struct header *header = &capture->outputs.header;
    const struct identification *identification = &capture->identification;
    const struct wire_tally *tally = &identification->tally;
    if (*identification->source != '\0')
        header_source(header, identification->source);
    time_base_describe(&capture->time_base, header);
    header->channels = identification->channels > 0 ? (long)identification->channels : 1;
    header->full_scale = tally->full_scale;
    snprintf(header->unit, sizeof header->unit, "%s", tally->unit != NULL ? tally->unit : "");
}

/* Rows to capture, by --duration and --samples; -1: no limit. */
static int64_t wanted_rows(const struct capture_options *options, double rate)
{
    int64_t wanted = -1;
    double rows = options->duration.unit != EXTENT_NONE ? extent_samples(options->duration, rate) : INFINITY;
    if (rows < most_wanted)
        wanted = llrint(rows);
    if (options->samples > 0 && (wanted < 0 || options->samples < wanted))
        wanted = options->samples;
    return wanted;
}

void rows_open(struct capture *capture)
{
    struct outputs *outputs = &capture->outputs;
    complete_header(capture);
    outputs->wanted = wanted_rows(capture->options, capture->time_base.rate);
    struct timeline line = time_base_timeline(&capture->time_base);
    recording_open(&outputs->recording, &capture->options->recording, &outputs->header, &line,
                   time_base_is_timed(&capture->time_base));
    capture_enter(capture, CAPTURE_RUNNING);
    write_buffered_rows(capture);
}

/*
 * Makes sure that `count` more rows may be buffered. A long gap at the start would need too much memory: then the
 * outputs are opened early, or, while the rate is measured, the capture fails.
 */
static void limit_buffered(struct capture *capture, size_t count)
{
    size_t rows = capture->outputs.buffered_rows + count;
    if (rows * capture->identification.channels * sizeof(float) <= capture->options->buffer + MOST_BUFFERED)
        return;
    if (capture->time_base.measure)
        capture_cut_device(capture, EXIT_DEVICE, "too many rows are missing at the start to measure the rate");
    else
        rows_open(capture);
}

static void buffer_rows(struct capture *capture, const float *rows, size_t count)
{
    struct outputs *outputs = &capture->outputs;
    size_t channels = capture->identification.channels, need = outputs->buffered_rows + count;
    if (need > outputs->buffered_room) {
        outputs->buffered_room = need > 2 * outputs->buffered_room ? need : 2 * outputs->buffered_room;
        outputs->buffered = mem_grow(outputs->buffered, outputs->buffered_room * channels, sizeof *rows);
    }
    memcpy(outputs->buffered + outputs->buffered_rows * channels, rows, count * channels * sizeof *rows);
    outputs->buffered_rows = need;
}

static void push_rows(struct capture *capture, const float *rows, size_t count)
{
    struct outputs *outputs = &capture->outputs;
    if (capture_ended(capture))
        return;
    if (outputs->wanted >= 0 && outputs->rows + (int64_t)count >= outputs->wanted)
        count = (size_t)(outputs->wanted - outputs->rows);
    if (capture->state != CAPTURE_RUNNING)
        limit_buffered(capture, count);
    if (capture_ended(capture))
        return;
    outputs->rows += (int64_t)count;
    if (capture->state == CAPTURE_RUNNING)
        write_rows(capture, rows, count);
    else
        buffer_rows(capture, rows, count);
    stop_when_complete(capture);
}

/* Collects samples until a row has all its channels. */
static void push_samples(struct capture *capture, const float *samples, size_t count)
{
    struct outputs *outputs = &capture->outputs;
    size_t channels = capture->identification.channels;
    outputs->samples += (int64_t)count;
    while (count > 0) {
        size_t rows = count / channels, used = rows * channels;
        if (outputs->row_samples > 0 || rows == 0) {
            outputs->row[outputs->row_samples++] = *samples;
            used = 1;
            if (outputs->row_samples == channels) {
                outputs->row_samples = 0;
                push_rows(capture, outputs->row, 1);
            }
        } else {
            push_rows(capture, samples, rows);
        }
        samples += used;
        count -= used;
    }
}

/* Reports an event. The samples lost in it are filled with silence, or end the capture. */
static void push_gap(struct capture *capture, const struct wire_piece *piece)
{
    struct outputs *outputs = &capture->outputs;
    int64_t channels = (int64_t)capture->identification.channels, lost = piece->lost;
    int64_t row = outputs->samples / channels, rows = (lost + channels - 1) / channels;
    event_log_line(&outputs->events, "%lld\t%lld\t%s%s\n", (long long)row, (long long)rows, piece->cause,
                   piece->estimated ? " (length estimated)" : "");
    note("%s: row %lld: %s, %lld rows lost", capture->device->name, (long long)row, piece->cause, (long long)rows);
    if (lost == 0)
        return;
    outputs->gaps++;
    outputs->gap_rows += rows;
    if (capture->options->gap == GAP_STOP) {
        capture_cut_device(
            capture, EXIT_DEVICE,
            sentence("%s at row %lld: %lld rows are missing", piece->cause, (long long)row, (long long)rows));
        return;
    }
    float silence[FILL];
    for (size_t i = 0; i < FILL; i++)
        silence[i] = capture->identification.tally.silence;
    for (; lost > 0 && !capture_ended(capture); lost -= FILL)
        push_samples(capture, silence, lost < FILL ? (size_t)lost : FILL);
}

/* Uses comparisons, which the compiler vectorises, unlike fmaxf; NaN is ignored. */
static void update_peak(struct capture *capture, const struct wire_piece *piece)
{
    const struct wire_tally *tally = &capture->identification.tally;
    float high = 0, middle = tally->silence;
    bool fractional = false;
    for (size_t i = 0; i < piece->count; i++) {
        float off = fabsf(piece->samples[i] - middle);
        high = off > high ? off : high;
        fractional |= piece->samples[i] != rintf(piece->samples[i]);
    }
    capture->outputs.fractional |= fractional;
    double peak = (double)high / tally->full_scale;
    if (tally->full_scale > 0 && peak > capture->outputs.peak)
        capture->outputs.peak = peak;
    if (capture->outputs.peak > capture->outputs.loudest)
        capture->outputs.loudest = capture->outputs.peak;
}

static void push_aux(struct capture *capture, const struct wire_aux *aux)
{
    int64_t row = capture->outputs.samples / (int64_t)capture->identification.channels;
    event_log_line(&capture->outputs.aux, "%lld,%.9g,%.9g,%d\n", (long long)row, (double)aux->pressure[0],
                   (double)aux->pressure[1], aux->tone);
}

/* Fails if a packet had another number of channels or another number format than the first one. */
static void check_packets(struct capture *capture)
{
    const struct identification *identification = &capture->identification;
    long other = identification->tally.other_channels, want = (long)identification->channels;
    want = want > 0 ? want : identification->setting.channels;
    if (other > 0 && other != want)
        capture_cut_device(capture, EXIT_BAD_DATA, sentence("a packet has %ld channels, not %ld", other, want));
    else if (other > 0)
        capture_cut_device(capture, EXIT_BAD_DATA, "the sample format changed between packets");
}

void rows_push_pieces(struct capture *capture)
{
    struct wire_piece piece;
    while (!capture_ended(capture) && identify_next(capture, &piece)) {
        if (piece.cause != NULL)
            push_gap(capture, &piece);
        if (piece.aux != NULL)
            push_aux(capture, piece.aux);
        update_peak(capture, &piece);
        capture->outputs.clipped += (int64_t)piece.clipped;
        push_samples(capture, piece.samples, piece.count);
    }
    check_packets(capture);
}

void rows_push(struct capture *capture, const unsigned char *bytes, size_t count)
{
    while (count > 0 && !capture_ended(capture)) {
        size_t part = count < MOST_BLOCK ? count : MOST_BLOCK;
        wire_push(capture->identification.wire, bytes, part);
        rows_push_pieces(capture);
        bytes += part;
        count -= part;
    }
}

void rows_flush_live(struct capture *capture)
{
    recording_flush_live(&capture->outputs.recording);
}

void rows_refresh(struct capture *capture, const struct timeline *line)
{
    struct outputs *outputs = &capture->outputs;
    time_base_describe(&capture->time_base, &outputs->header);
    recording_refresh(&outputs->recording, line, &outputs->header);
    check_recording(capture);
}

static void close_log(struct capture *capture, struct event_log *log, const char *path)
{
    const char *why = event_log_close(log);
    if (why != NULL)
        capture_cut(capture, path, EXIT_IO, why);
}

void rows_close(struct capture *capture)
{
    struct outputs *outputs = &capture->outputs;
    if (capture->time_base.rate > 0) {
        recording_close(&outputs->recording, capture->failure);
        check_recording(capture);
    }
    close_log(capture, &outputs->events, capture->options->events);
    close_log(capture, &outputs->aux, capture->options->aux);
}

void rows_reset_peak(struct capture *capture)
{
    capture->outputs.peak = 0;
}

void rows_destroy(struct capture *capture)
{
    free(capture->outputs.buffered);
    capture->outputs.buffered = NULL;
}
