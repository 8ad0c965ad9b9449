/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/time_base.h"

#include <math.h>
#include <stdio.h>

static const double measuring = 2; /* seconds that make a rate good to 50 ppm (reads 4 ms apart, 0.5 ms late) */

int64_t capture_now(clockid_t which)
{
    struct timespec time;
    clock_gettime(which, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

bool capture_timed(const struct capture *capture)
{
    return capture->device->paced && (!capture->device->finite || capture->measure);
}

/* What has been measured for a second knows better than what was promised. */
struct timeline capture_timeline(const struct capture *capture)
{
    struct timeline line = {.rate = capture->rate, .origin = capture->first_time + capture->epoch};
    if (!capture_timed(capture) || capture->first_time == 0) {
        line.origin = capture_now(CLOCK_REALTIME);
    } else if (capture->fit.span > 1 || (capture->measure && capture->fit.span > 0)) {
        line.rate = capture->fit.rate;
        line.origin += llrint(capture->fit.origin * 1e9);
    } else {
        line.origin -= llrint((double)capture->first_rows / capture->rate * 1e9);
    }
    return line;
}

void capture_take_time(struct capture *capture, int64_t time)
{
    if (!capture->device->paced || capture->channels == 0)
        return;
    int64_t rows = (capture->samples + (int64_t)capture->tally.waiting) / (int64_t)capture->channels;
    if (capture->first_time == 0) {
        capture->first_time = time;
        capture->first_rows = rows;
    }
    pace_add(capture->pace, rows, time);
}

bool capture_measured(const struct capture *capture)
{
    const struct extent *wanted = &capture->wish->duration;
    double enough = wanted->unit == EXTENT_SECONDS && wanted->value < measuring ? wanted->value : measuring;
    bool rows = capture->wish->samples > 0 && capture->rows >= capture->wish->samples;
    bool full = capture->held_rows * capture->channels * sizeof(float) >= capture->wish->buffer;
    return capture->fit.span >= enough || ((rows || full) && capture->fit.span > 0);
}

void capture_take_rate(struct capture *capture)
{
    struct header *header = &capture->header;
    if (capture->measure) {
        char error[NOTATION_ROOM];
        snprintf(error, sizeof error, "%.2g", capture->fit.error);
        header->rate = pace_rate(&capture->fit);
        header_note(header, "rate-error", error);
    }
    capture->rate = header_rate(header);
    header->samplerate = header->rate;
}
