/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "tools/capture/identify.h"
#include "tools/capture/rows.h"
#include "tools/capture/time_base.h"

static const double patience = 10;        /* seconds of silence after which a device counts as lost */
static const double quantum = 0.1;        /* seconds that a step waits */
static const int64_t second = 1000000000; /* nanoseconds */

static void take_block(struct capture *capture, const struct block *block)
{
    capture->quiet = 0;
    if (capture->wire == NULL) {
        capture_identify(capture, block);
    } else {
        if (block->lost > 0)
            wire_lost(capture->wire, block->lost, block->cause, block->guessed);
        capture_push(capture, block->bytes, block->size);
        if (block->size == 0) {
            wire_pause(capture->wire);
            capture_pieces(capture);
        }
    }
    if (capture_ended(capture) || capture->wire == NULL)
        return;
    capture_take_time(capture, block->time);
    if (capture->state == CAPTURE_LISTENING && capture->rows > 0)
        capture->state = CAPTURE_MEASURING;
    if (capture->state != CAPTURE_MEASURING)
        return;
    if (capture->measure)
        pace_fit(capture->pace, &capture->fit);
    if (!capture->measure || capture_measured(capture))
        capture_open(capture);
}

/* About once a second what was written can be read, and is on its true time. */
static void refresh(struct capture *capture, int64_t time)
{
    if (time - capture->refreshed < second)
        return;
    capture->refreshed = time;
    pace_fit(capture->pace, &capture->fit);
    if (capture->state != CAPTURE_RUNNING)
        return;
    struct timeline line = capture->recording.line;
    if (capture_timed(capture))
        line = capture_timeline(capture);
    capture_take_rate(capture);
    recording_refresh(&capture->recording, &line, &capture->header);
    if (capture->recording.failure != NULL)
        capture_cut(capture, capture->recording.name, capture->recording.status, capture->recording.failure);
}

void capture_begin(struct capture *capture, struct device *device, const struct capture_wish *wish,
                   const struct header *header)
{
    *capture = (struct capture){.device = device, .wish = wish, .header = *header, .setting = wish->wire, .wanted = -1};
    capture->setting.whole = device->finite;
    capture->patience = wish->timeout.unit == EXTENT_SECONDS ? wish->timeout.value : device->finite ? 0 : patience;
    capture->pace = pace_create();
    capture->epoch = capture_now(CLOCK_REALTIME) - capture_now(CLOCK_MONOTONIC);
    if (event_log_open(&capture->events, wish->events, "sample\tlength\tcause") != NULL)
        capture_cut(capture, wish->events, capture->events.status, capture->events.failure);
    if (event_log_open(&capture->aux, wish->aux, "sample,p0,p1,tone") != NULL)
        capture_cut(capture, wish->aux, capture->aux.status, capture->aux.failure);
    if (wish->fixed)
        capture_settle(capture, NULL);
    capture->pump = pump_create(device, wish->buffer);
}

bool capture_step(struct capture *capture)
{
    struct block block;
    if (capture_ended(capture))
        return false;
    int64_t before = capture_now(CLOCK_MONOTONIC);
    enum pump_state state = pump_next(capture->pump, &block, quantum);
    int64_t time = capture_now(CLOCK_MONOTONIC);
    capture->share = pump_share(capture->pump);
    if (state == PUMP_BLOCK) {
        take_block(capture, &block);
    } else if (state == PUMP_END) {
        if (*capture->device->failure != '\0')
            capture->lost = capture->device->failure;
        capture->at_end = true;
        return false;
    } else if ((capture->quiet += fmin((double)(time - before) * 1e-9, quantum)) > capture->patience &&
               capture->patience > 0) { /* time in which the program itself was stopped does not count */
        capture->lost = sentence("nothing came for %g s", capture->patience);
        return false;
    }
    if (capture->state == CAPTURE_RUNNING)
        recording_pass_on(&capture->recording);
    refresh(capture, time);
    return !capture_ended(capture);
}

/* The last bytes: what makes no whole sample any more is left over, which of a file or a pipe is an error. */
static void take_last(struct capture *capture, bool asked)
{
    struct block block;
    while (!capture_ended(capture) && pump_next(capture->pump, &block, 0) == PUMP_BLOCK)
        take_block(capture, &block);
    if (capture_ended(capture))
        return;
    if (capture->wire == NULL && capture->first_bytes > 0)
        capture_identify(capture, NULL);
    if (capture->wire == NULL || capture_ended(capture))
        return;
    wire_push(capture->wire, NULL, 0);
    capture_pieces(capture);
    size_t left = capture->tally.left;
    if (left > 0 && capture->device->finite && capture->at_end && !asked)
        capture_cut_device(capture, EXIT_BAD_DATA,
                           sentence("ends inside a row: %zu byte%s over", left, left == 1 ? " is" : "s are"));
}

/* Outputs are opened even if the end comes before their time: what came is kept. */
static void open_late(struct capture *capture)
{
    if (capture->rate > 0 || capture->wire == NULL)
        return;
    if (capture->measure && pace_fit(capture->pace, &capture->fit))
        capture_open(capture);
    else if (!capture->measure && capture->header.rate.over > 0)
        capture_open(capture);
    else
        capture_cut_device(capture, EXIT_DEVICE, "too little came to measure its rate");
}

static void close_logs(struct capture *capture)
{
    const char *why = event_log_close(&capture->events);
    if (why != NULL)
        capture_cut(capture, capture->wish->events, EXIT_IO, why);
    why = event_log_close(&capture->aux);
    if (why != NULL)
        capture_cut(capture, capture->wish->aux, EXIT_IO, why);
}

void capture_finish(struct capture *capture, bool asked)
{
    pump_stop(capture->pump);
    take_last(capture, asked);
    open_late(capture);
    if (capture->lost != NULL)
        capture_cut_device(capture, EXIT_DEVICE, capture->lost);
    if (capture->wire == NULL)
        capture_cut_device(capture, capture->device->finite ? EXIT_BAD_DATA : EXIT_DEVICE, "nothing came");
    pace_fit(capture->pace, &capture->fit);
    if (capture->rate > 0) {
        if (capture->measure) { /* the whole run knows better than its first seconds */
            struct timeline line = capture_timeline(capture);
            capture_take_rate(capture);
            recording_refresh(&capture->recording, &line, &capture->header);
        }
        recording_close(&capture->recording, capture->failure);
        if (capture->recording.failure != NULL)
            capture_cut(capture, capture->recording.name, capture->recording.status, capture->recording.failure);
    }
    close_logs(capture);
    pump_overruns(capture->pump, &capture->overrun, &(int64_t){0});
    pump_destroy(capture->pump);
    wire_destroy(capture->wire);
    pace_destroy(capture->pace);
    free(capture->held);
    free(capture->first);
}
