/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/time_base.h"

#include <math.h>
#include <stdio.h>

static const double measuring = 2; /* seconds that make a rate good to 50 ppm (reads 4 ms apart, 0.5 ms late) */

int64_t clock_now(clockid_t which)
{
    struct timespec time;
    clock_gettime(which, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void clock_begin(struct clock *clock, const struct device *device)
{
    *clock = (struct clock){.device = device, .pace = pace_create()};
    clock->epoch = clock_now(CLOCK_REALTIME) - clock_now(CLOCK_MONOTONIC);
}

void clock_destroy(struct clock *clock)
{
    pace_destroy(clock->pace);
    clock->pace = NULL;
}

void clock_set_rate(struct clock *clock, struct ratio rate)
{
    clock->nominal = rate;
    clock->measure = rate.over <= 0;
}

void clock_push(struct clock *clock, int64_t rows, int64_t time)
{
    if (!clock->device->paced)
        return;
    if (clock->first_time == 0) {
        clock->first_time = time;
        clock->first_rows = rows;
    }
    pace_add(clock->pace, rows, time);
}

bool clock_fit(struct clock *clock)
{
    return pace_fit(clock->pace, &clock->fit);
}

bool clock_is_measured(const struct clock *clock, const struct extent *wanted, bool full)
{
    double enough = wanted->unit == EXTENT_SECONDS && wanted->value < measuring ? wanted->value : measuring;
    return clock->fit.span >= enough || (full && clock->fit.span > 0);
}

void clock_describe(struct clock *clock, struct header *header)
{
    if (clock->measure) {
        char error[NOTATION_ROOM];
        snprintf(error, sizeof error, "%.2g", clock->fit.error);
        header_note(header, "rate-error", error);
        clock->nominal = pace_rate(&clock->fit);
    }
    clock->rate = ratio_value(clock->nominal);
    header->rate = header->samplerate = clock->nominal;
}

bool clock_is_timed(const struct clock *clock)
{
    return clock->device->paced && (!clock->device->finite || clock->measure);
}

/* Once a second has been measured, the measured rate places the rows better than the given one. */
struct timeline clock_timeline(const struct clock *clock)
{
    struct timeline line = {.rate = clock->rate, .origin = clock->first_time + clock->epoch};
    if (!clock_is_timed(clock) || clock->first_time == 0) {
        line.origin = clock_now(CLOCK_REALTIME);
    } else if (clock->fit.span > 1 || (clock->measure && clock->fit.span > 0)) {
        line.rate = clock->fit.rate;
        line.origin += llrint(clock->fit.origin * 1e9);
    } else {
        line.origin -= llrint((double)clock->first_rows / clock->rate * 1e9);
    }
    return line;
}
