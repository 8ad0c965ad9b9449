/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/session.h"

#include <math.h>
#include <string.h>

#include "base/sentence.h"
#include "base/status.h"
#include "capture/nanoseconds.h"
#include "tools/capture/identify.h"
#include "tools/capture/rows.h"
#include "tools/capture/time_base.h"

static const double patience = 10; /* seconds of silence after which a port or a sound card counts as lost */
static const double quantum = 0.1; /* seconds that a step waits */

/* Sets the rate, which is known with the format of the bytes, or must be measured. */
static void start_time_base(struct capture *capture)
{
    if (capture->identification.wire != NULL)
        time_base_set_rate(&capture->time_base, capture->identification.rate);
}

static void push_first_block(struct capture *capture, const struct block *block)
{
    if (!identify_block(capture, block))
        return;
    start_time_base(capture);
    rows_push(capture, capture->identification.first, capture->identification.first_bytes);
}

static void push_next_block(struct capture *capture, const struct block *block)
{
    struct wire *wire = capture->identification.wire;
    if (block->lost > 0)
        wire_lost(wire, block->lost, block->cause, block->estimated);
    rows_push(capture, block->bytes, block->size);
    if (block->size == 0) {
        wire_pause(wire);
        rows_push_pieces(capture);
    }
}

/* Tells the time base how many rows had been produced by `time`, including those that wait for more bytes. */
static void push_time(struct capture *capture, int64_t time)
{
    size_t channels = capture->identification.channels;
    int64_t samples = capture->outputs.samples + (int64_t)capture->identification.tally.waiting;
    if (channels > 0)
        time_base_push(&capture->time_base, samples / (int64_t)channels, time);
}

/* Whether the outputs can be opened: the rate is known, or measured long enough, or no more rows can be buffered. */
static bool is_ready(struct capture *capture)
{
    const struct capture_options *options = capture->options;
    const struct outputs *outputs = &capture->outputs;
    if (!capture->time_base.measure)
        return true;
    bool all = options->samples > 0 && outputs->rows >= options->samples;
    size_t bytes = outputs->buffered_rows * capture->identification.channels * sizeof(float);
    time_base_fit(&capture->time_base);
    return time_base_is_measured(&capture->time_base, &options->duration, all || bytes >= options->buffer);
}

static void push_block(struct capture *capture, const struct block *block)
{
    capture->quiet = 0;
    if (capture->identification.wire == NULL)
        push_first_block(capture, block);
    else
        push_next_block(capture, block);
    if (capture_ended(capture) || capture->identification.wire == NULL)
        return;
    push_time(capture, block->time);
    if (capture->state == CAPTURE_LISTENING && capture->outputs.rows > 0)
        capture_enter(capture, CAPTURE_MEASURING);
    if (capture->state == CAPTURE_MEASURING && is_ready(capture))
        rows_open(capture);
}

/* Once a second, measures the rate again and updates the files, so that they can be read. */
static void refresh(struct capture *capture, int64_t time)
{
    if (time - capture->refreshed < SECOND)
        return;
    capture->refreshed = time;
    time_base_fit(&capture->time_base);
    if (capture->state != CAPTURE_RUNNING)
        return;
    struct timeline line = capture->outputs.recording.line;
    if (time_base_is_timed(&capture->time_base))
        line = time_base_timeline(&capture->time_base);
    rows_refresh(capture, &line);
}

void capture_begin(struct capture *capture, struct device *device, const struct capture_options *options,
                   const struct header *header)
{
    *capture = (struct capture){.device = device, .options = options};
    capture->patience = options->timeout.unit == EXTENT_SECONDS ? options->timeout.value
                        : device->finite                        ? 0
                                                                : patience;
    time_base_begin(&capture->time_base, device);
    rows_begin(capture, header);
    identify_begin(capture);
    start_time_base(capture);
    capture->pump = pump_create(device, options->buffer);
}

/* Counts the silence; true if it was too long. Time in which the program itself was stopped does not count. */
static bool is_lost(struct capture *capture, double seconds)
{
    capture->quiet += fmin(seconds, quantum);
    return capture->patience > 0 && capture->quiet > capture->patience;
}

bool capture_step(struct capture *capture)
{
    struct block block;
    if (capture_ended(capture))
        return false;
    int64_t before = nanoseconds_now(CLOCK_MONOTONIC);
    enum pump_state state = pump_next(capture->pump, &block, quantum);
    int64_t time = nanoseconds_now(CLOCK_MONOTONIC);
    capture->share = pump_share(capture->pump);
    if (state == PUMP_BLOCK) {
        push_block(capture, &block);
    } else if (state == PUMP_END) {
        if (*capture->device->failure != '\0')
            capture->lost = capture->device->failure;
        capture->at_end = true;
        return false;
    } else if (is_lost(capture, (double)(time - before) * 1e-9)) {
        capture->lost = sentence("no data for %g s", capture->patience);
        return false;
    }
    if (capture->state == CAPTURE_RUNNING)
        rows_flush_live(capture);
    refresh(capture, time);
    return !capture_ended(capture);
}

/* Converts the last bytes. A file or a pipe that ends inside a row is truncated, unless the user ended the capture. */
static void push_last_blocks(struct capture *capture, bool asked)
{
    const struct identification *identification = &capture->identification;
    struct block block;
    while (!capture_ended(capture) && pump_next(capture->pump, &block, 0) == PUMP_BLOCK)
        push_block(capture, &block);
    if (capture_ended(capture))
        return;
    if (identification->wire == NULL && identification->first_bytes > 0)
        push_first_block(capture, NULL);
    if (identification->wire == NULL || capture_ended(capture))
        return;
    wire_push(identification->wire, NULL, 0);
    rows_push_pieces(capture);
    size_t left = identification->tally.left;
    if (left > 0 && capture->device->finite && capture->at_end && !asked)
        capture_cut_device(capture, EXIT_BAD_DATA,
                           sentence("ends within a row: %zu byte%s left over", left, left == 1 ? "" : "s"));
}

/* Fails if lines came, but none was a row. */
static void check_lines(struct capture *capture)
{
    const struct wire_tally *tally = &capture->identification.tally;
    long channels = capture->identification.setting.channels;
    if (tally->damaged + tally->words > 0 && capture->outputs.samples == 0 &&
        strcmp(capture->identification.setting.format, "text") == 0)
        capture_cut_device(capture, EXIT_BAD_DATA,
                           sentence("none of its %lld lines is a row of %ld number%s (--channels)",
                                    (long long)(tally->damaged + tally->words), channels, channels == 1 ? "" : "s"));
}

/* Opens the outputs if the capture ends before that: the buffered rows are kept. */
static void open_late(struct capture *capture)
{
    if (capture->time_base.rate > 0 || capture->identification.wire == NULL)
        return;
    if (!capture->time_base.measure || time_base_fit(&capture->time_base))
        rows_open(capture);
    else
        capture_cut_device(capture, EXIT_DEVICE, "too little data to measure the rate");
}

void capture_finish(struct capture *capture, bool asked)
{
    pump_stop(capture->pump);
    push_last_blocks(capture, asked);
    check_lines(capture);
    open_late(capture);
    if (capture->lost != NULL)
        capture_cut_device(capture, EXIT_DEVICE, capture->lost);
    if (capture->identification.wire == NULL)
        capture_cut_device(capture, capture->device->finite ? EXIT_BAD_DATA : EXIT_DEVICE, "no data");
    time_base_fit(&capture->time_base);
    if (capture->time_base.rate > 0 &&
        capture->time_base.measure) { /* the whole run gives a better rate than its start */
        struct timeline line = time_base_timeline(&capture->time_base);
        rows_refresh(capture, &line);
    }
    rows_close(capture);
    pump_overruns(capture->pump, &capture->overrun, &(int64_t){0});
    pump_destroy(capture->pump);
    identify_destroy(capture);
    time_base_destroy(&capture->time_base);
    rows_destroy(capture);
}
