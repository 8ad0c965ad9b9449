/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/time_axis.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/names.h"

static const double clock_span = 600; /* seconds beyond which the time of day is shown by default */

NAMES(time_axis_name, "auto", "seconds", "clock")

/* The time of day of the rows. */
struct time_of_day {
    double midnight; /* seconds from the origin's midnight to the origin; NAN without an origin */
    char date[16];   /* of the first row */
    char zone[16];   /* " UTC", " UTC+01:00", or "" where unknown */
};

/* origin: a time such as 2026-11-22T13:17:05.25+01:00, or ""; begin: seconds from it to the first row */
static struct time_of_day time_of_day_parse(const char *origin, double begin)
{
    struct time_of_day clock = {.midnight = NAN};
    struct tm day = {.tm_sec = 0};
    const char *rest = strptime(origin, "%Y-%m-%dT%H:%M:%S", &day);
    if (rest == NULL || !(fabs(begin) < 1e11)) /* some three thousand years */
        return clock;
    double fraction = 0;
    if (*rest == '.' && sscanf(rest, "%lf", &fraction) == 1)
        rest += 1 + strspn(rest + 1, "0123456789");
    clock.midnight = day.tm_hour * 3600 + day.tm_min * 60 + day.tm_sec + fraction;
    time_t first = timegm(&day) + (time_t)floor(begin + fraction);
    if (gmtime_r(&first, &day) != NULL)
        strftime(clock.date, sizeof clock.date, "%Y-%m-%d", &day);
    if (*rest == 'Z')
        snprintf(clock.zone, sizeof clock.zone, " UTC");
    else if (*rest == '+' || *rest == '-')
        snprintf(clock.zone, sizeof clock.zone, " UTC%.6s", rest);
    return clock;
}

bool time_axis_has_clock(const struct header *rows)
{
    return !isnan(time_of_day_parse(rows->origin, 0).midnight);
}

void time_axis_create(struct axis *axis, char *label, const struct header *rows, enum time_axis form, double count,
                      double pixels, double pixels_per_second)
{
    double begin = header_time(rows, -0.5), span = count / header_rate(rows), end = begin + span;
    double step = pixels_per_second > 0 ? 1 / pixels_per_second : span / pixels; /* seconds a pixel */
    struct time_of_day clock = time_of_day_parse(rows->origin, header_time(rows, 0));
    bool by_clock = !isnan(clock.midnight) && (form == TIME_AXIS_AUTO ? span > clock_span : form == TIME_AXIS_CLOCK);
    *axis = (struct axis){.first = begin + step / 2,
                          .last = begin + step * (pixels - 0.5),
                          .slack = 1, /* rows end up to half a hop before the last sample */
                          .notation = by_clock ? TICK_CLOCK : TICK_TIME,
                          .clock = by_clock ? clock.midnight : 0};
    if (by_clock)
        snprintf(label, TIME_LABEL, "Time of day, %s%s", clock.date, clock.zone);
    else
        snprintf(label, TIME_LABEL, "Time (%s)", end < 60 ? "s" : end < 3600 ? "m:ss" : "h:mm:ss");
}
