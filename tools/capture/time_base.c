/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/time_base.h"

#include <math.h>
#include <stdio.h>

#include "capture/nanoseconds.h"

static const double measuring = 2; /* seconds for a rate accurate to 50 ppm (reads 4 ms apart, 0.5 ms late) */

void time_base_begin(struct time_base *base, const struct device *device)
{
    *base = (struct time_base){.device = device, .pace = pace_create()};
    base->epoch = nanoseconds_now(CLOCK_REALTIME) - nanoseconds_now(CLOCK_MONOTONIC);
}

void time_base_destroy(struct time_base *base)
{
    pace_destroy(base->pace);
    base->pace = NULL;
}

void time_base_set_rate(struct time_base *base, struct ratio rate)
{
    base->nominal = rate;
    base->measure = rate.num <= 0;
}

void time_base_push(struct time_base *base, int64_t rows, int64_t time)
{
    if (!base->device->paced)
        return;
    if (base->first_time == 0) {
        base->first_time = time;
        base->first_rows = rows;
    }
    pace_add(base->pace, rows, time);
}

bool time_base_fit(struct time_base *base)
{
    return pace_fit(base->pace, &base->fit);
}

bool time_base_is_measured(const struct time_base *base, const struct extent *wanted, bool full)
{
    double enough = wanted->unit == EXTENT_SECONDS && wanted->value < measuring ? wanted->value : measuring;
    return base->fit.span >= enough || (full && base->fit.span > 0);
}

void time_base_describe(struct time_base *base, struct header *header)
{
    if (base->measure) {
        char error[NOTATION_ROOM];
        snprintf(error, sizeof error, "%.2g", base->fit.error);
        header_note(header, "rate-error", error);
        base->nominal = pace_rate(&base->fit);
    }
    base->rate = ratio_value(base->nominal);
    header->rate = header->samplerate = base->nominal;
}

bool time_base_is_timed(const struct time_base *base)
{
    return base->device->paced && (!base->device->finite || base->measure);
}

/* Once a second has been measured, the measured rate gives more accurate times of rows than the given one. */
struct timeline time_base_timeline(const struct time_base *base)
{
    struct timeline line = {.rate = base->rate, .origin = base->first_time + base->epoch};
    if (!time_base_is_timed(base) || base->first_time == 0) {
        line.origin = nanoseconds_now(CLOCK_REALTIME);
    } else if (base->fit.span > 1 || (base->measure && base->fit.span > 0)) {
        line.rate = base->fit.rate;
        line.origin += llrint(base->fit.origin * 1e9);
    } else {
        line.origin -= llrint((double)base->first_rows / base->rate * 1e9);
    }
    return line;
}
