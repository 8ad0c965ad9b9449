/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "tools/capture/time_base.h"

enum {
    FILL = 4096,        /* numbers written at once into a gap */
    MOST_HELD = 1 << 20 /* bytes of rows beyond the buffer's size: one block makes no more */
};

/* Rows leave. */

void capture_record(struct capture *capture, const float *rows, size_t count)
{
    recording_rows(&capture->recording, rows, count);
    if (capture->recording.failure != NULL)
        capture_cut(capture, capture->recording.name, capture->recording.status, capture->recording.failure);
}

/* What was held leaves. */
static void release(struct capture *capture)
{
    size_t count = capture->held_rows;
    if (capture->wanted >= 0 && (int64_t)count > capture->wanted)
        count = (size_t)capture->wanted;
    capture->rows = (int64_t)count;
    capture_record(capture, capture->held, count);
    if (capture->rows == capture->wanted && capture->state == CAPTURE_RUNNING)
        capture->state = CAPTURE_DONE;
    free(capture->held);
    capture->held = NULL;
    capture->held_rows = capture->held_room = 0;
}

void capture_open(struct capture *capture)
{
    struct header *header = &capture->header;
    capture_take_rate(capture);
    header->channels = capture->channels > 0 ? (long)capture->channels : 1;
    header->full_scale = capture->tally.full_scale;
    snprintf(header->unit, sizeof header->unit, "%s", capture->tally.unit != NULL ? capture->tally.unit : "");
    const struct capture_wish *wish = capture->wish;
    double wanted = wish->duration.unit != EXTENT_NONE ? extent_samples(wish->duration, capture->rate) : INFINITY;
    if (wanted < 1e15) /* more than anybody lives to see */
        capture->wanted = llrint(wanted);
    if (wish->samples > 0 && (capture->wanted < 0 || wish->samples < capture->wanted))
        capture->wanted = wish->samples;
    struct timeline line = capture_timeline(capture);
    recording_open(&capture->recording, &wish->recording, header, &line, capture_timed(capture));
    if (capture->state != CAPTURE_CUT)
        capture->state = CAPTURE_RUNNING;
    release(capture);
}

/* A great gap at the start is not held: the outputs are opened before their time, or there can be none. */
static bool is_too_much(struct capture *capture, size_t count)
{
    size_t bytes = (capture->held_rows + count) * capture->channels * sizeof(float);
    if (bytes <= capture->wish->buffer + MOST_HELD)
        return false;
    if (capture->measure)
        capture_cut_device(capture, EXIT_DEVICE, "so many rows are missing at the start that no rate can be measured");
    else
        capture_open(capture);
    return true;
}

static void hold(struct capture *capture, const float *rows, size_t count)
{
    size_t need = capture->held_rows + count;
    if (need > capture->held_room) {
        capture->held_room = need > 2 * capture->held_room ? need : 2 * capture->held_room;
        capture->held = mem_grow(capture->held, capture->held_room * capture->channels, sizeof *rows);
    }
    memcpy(capture->held + capture->held_rows * capture->channels, rows, count * capture->channels * sizeof *rows);
    capture->held_rows = need;
}

static void take_rows(struct capture *capture, const float *rows, size_t count)
{
    if (capture_ended(capture))
        return;
    if (capture->wanted >= 0 && capture->rows + (int64_t)count >= capture->wanted)
        count = (size_t)(capture->wanted - capture->rows);
    if (capture->state != CAPTURE_RUNNING && is_too_much(capture, count) && capture_ended(capture))
        return;
    capture->rows += (int64_t)count;
    if (capture->state == CAPTURE_RUNNING)
        capture_record(capture, rows, count);
    else
        hold(capture, rows, count);
    if (capture->rows == capture->wanted && !capture_ended(capture) && capture->state == CAPTURE_RUNNING)
        capture->state = CAPTURE_DONE;
}

/* Samples become rows; a row leaves when all its channels have come. */
static void take_samples(struct capture *capture, const float *samples, size_t count)
{
    size_t channels = capture->channels;
    capture->samples += (int64_t)count;
    while (count > 0) {
        size_t rows = count / channels, used = rows * channels;
        if (capture->partial > 0 || rows == 0) {
            capture->row[capture->partial++] = *samples;
            used = 1;
            if (capture->partial == channels) {
                capture->partial = 0;
                take_rows(capture, capture->row, 1);
            }
        } else {
            take_rows(capture, samples, rows);
        }
        samples += used;
        count -= used;
    }
}

/* What is missing is filled with silence, or ends the capture. Every event is told. */
static void take_gap(struct capture *capture, const struct wire_piece *piece)
{
    int64_t channels = (int64_t)capture->channels, lost = piece->lost, row = capture->samples / channels;
    int64_t rows = (lost + channels - 1) / channels;
    event_log_line(&capture->events, "%lld\t%lld\t%s%s\n", (long long)row, (long long)rows, piece->cause,
                   piece->guessed ? " (length estimated)" : "");
    note("%s: row %lld: %s, %lld rows lost", capture->device->name, (long long)row, piece->cause, (long long)rows);
    if (lost == 0)
        return;
    capture->gaps++;
    capture->gap_rows += rows;
    if (capture->wish->stop_at_gap) {
        capture_cut_device(
            capture, EXIT_DEVICE,
            sentence("%s at row %lld: %lld rows are missing", piece->cause, (long long)row, (long long)rows));
        return;
    }
    float silence[FILL];
    for (size_t i = 0; i < FILL; i++)
        silence[i] = capture->tally.silence;
    for (; lost > 0 && !capture_ended(capture); lost -= FILL)
        take_samples(capture, silence, lost < FILL ? (size_t)lost : FILL);
}

/* Comparisons that the compiler can vectorise, as fmaxf is not; a NaN counts as nothing. */
static void take_peak(struct capture *capture, const struct wire_piece *piece)
{
    float high = 0, middle = capture->tally.silence;
    for (size_t i = 0; i < piece->count; i++) {
        float off = fabsf(piece->samples[i] - middle);
        high = off > high ? off : high;
    }
    double share = (double)high / capture->tally.full_scale;
    if (capture->tally.full_scale > 0 && share > capture->peak)
        capture->peak = share;
}

void capture_pieces(struct capture *capture)
{
    struct wire_piece piece;
    while (!capture_ended(capture) && wire_next(capture->wire, &piece)) {
        if (capture->channels == 0) {
            capture->tally = wire_tally(capture->wire);
            capture->channels = (size_t)capture->tally.channels;
        }
        if (piece.cause != NULL)
            take_gap(capture, &piece);
        if (piece.aux != NULL)
            event_log_line(&capture->aux, "%lld,%.9g,%.9g,%d\n",
                           (long long)(capture->samples / (int64_t)capture->channels), (double)piece.aux->pressure[0],
                           (double)piece.aux->pressure[1], piece.aux->tone);
        take_peak(capture, &piece);
        capture->clipped += (int64_t)piece.clipped;
        take_samples(capture, piece.samples, piece.count);
    }
    capture->tally = wire_tally(capture->wire);
    long other = capture->tally.other_channels, want = (long)capture->channels;
    want = want > 0 ? want : capture->setting.channels;
    if (other > 0 && other != want)
        capture_cut_device(capture, EXIT_BAD_DATA, sentence("its packets have %ld channels, not %ld", other, want));
    else if (other > 0)
        capture_cut_device(capture, EXIT_BAD_DATA, "its packets changed the form of their numbers");
}

void capture_push(struct capture *capture, const unsigned char *bytes, size_t count)
{
    while (count > 0 && !capture_ended(capture)) {
        size_t part = count < MOST_BLOCK ? count : MOST_BLOCK;
        wire_push(capture->wire, bytes, part);
        capture_pieces(capture);
        bytes += part;
        count -= part;
    }
}
