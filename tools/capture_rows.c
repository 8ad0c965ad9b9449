/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "tools/capture_parts.h"

enum {
    FILL = 4096,        /* numbers written at once into a gap */
    MOST_HELD = 1 << 20 /* bytes of rows beyond the buffer's size: one block makes no more */
};

void capture_cut(struct capture *capture, const char *name, int status, const char *why)
{
    if (capture->state == CAPTURE_CUT)
        return;
    capture->state = CAPTURE_CUT;
    capture->failure = why;
    capture->name = name;
    capture->status = status;
}

void capture_cut_device(struct capture *capture, int status, const char *why)
{
    capture_cut(capture, capture->device->name, status, why);
}

bool capture_ended(const struct capture *capture)
{
    return capture->state == CAPTURE_DONE || capture->state == CAPTURE_CUT;
}

/* Rows leave. */

void capture_record(struct capture *capture, const float *rows, size_t count)
{
    recording_rows(&capture->recording, rows, count);
    if (capture->recording.failure != NULL)
        capture_cut(capture, capture->recording.name, capture->recording.status, capture->recording.failure);
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
    ledger_line(&capture->events, "%lld\t%lld\t%s%s\n", (long long)row, (long long)rows, piece->cause,
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
            ledger_line(&capture->aux, "%lld,%.9g,%.9g,%d\n",
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
