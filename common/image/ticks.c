/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/ticks.h"

#include <math.h>
#include <stdlib.h>

#include "image/tick_layout.h"
#include "image/tick_notes.h"

static const double minor_even = 8;   /* least distance of minor ticks on an even axis, in pixels */
static const double minor_pixels = 5; /* ... and at the narrowest place of a warped axis */

/* An interval between two labels, or between a label and the end of the axis. */
struct interval {
    double ends[2];               /* marks */
    bool marks[2];                /* which ends are marks of the labels' family */
    const struct tick *beside[2]; /* the labels; NULL: the end of the axis */
};

static bool is_clear(const struct interval *interval, double pixel)
{
    for (size_t i = 0; i < 2; i++)
        if (interval->beside[i] != NULL && !(fabs(interval->beside[i]->pixel - pixel) >= minor_pixels))
            return false;
    return true;
}

/* Whether a mark is in the interval, but for rounding. */
static bool is_inside(const struct interval *interval, double mark)
{
    const double edge = 1e-6 * (interval->ends[1] - interval->ends[0]);
    return mark >= interval->ends[0] - edge && mark <= interval->ends[1] + edge;
}

/* Adds the multiples of `step` between two labels. */
static size_t minor_fill(struct tick *tick, size_t room, const struct axis *axis, const struct interval *interval,
                         struct tick_decimal step)
{
    double from = 0, to = 0;
    size_t count = 0;
    if (!axis_multiples(&from, &to, interval->ends[0], interval->ends[1], tick_decimal_value(step), axis->pixels))
        return 0;
    for (double k = from; k <= to && count < room; k++) {
        struct tick minor = {.value =
                                 tick_decimal_value((struct tick_decimal){(long long)k * step.whole, step.exponent})};
        const bool inside = is_inside(interval, minor.value);
        minor.value -= axis_mark_origin(axis);
        minor.pixel = axis_pixel(axis, minor.value);
        if (inside && axis_has_pixel(axis, minor.pixel) && is_clear(interval, axis_onto(axis, minor.pixel))) {
            minor.pixel = axis_onto(axis, minor.pixel);
            tick[count++] = minor;
        }
    }
    return count;
}

/* The step of minor ticks where the labels have one step; false if none fits everywhere. */
static bool minor_step(struct tick_decimal *minor, const struct label_layout *layout)
{
    bool found = false;
    struct tick_decimal step = {0, 0};
    const double major = tick_decimal_value(layout->step);
    for (size_t i = 0; tick_step(&step, i, layout->axis->notation); i++) {
        const double unit = tick_decimal_value(step), parts = major / unit;
        if (parts < 1.5 || parts > MOST_MINOR_PARTS + 0.5 || !axis_is_multiple(major, unit) ||
            !axis_keeps_apart(layout->axis, layout->low, layout->high, unit, minor_even, layout->axis->pixels))
            continue;
        *minor = step;
        found = true;
    }
    return found;
}

/* The interval before label `i`, or after the last one. */
static struct interval interval_before(const struct label_layout *layout, size_t i)
{
    const struct label *left = i > 0 ? layout->label + i - 1 : NULL;
    const struct label *right = i < layout->count ? layout->label + i : NULL;
    return (struct interval){.ends = {left != NULL ? tick_decimal_value(left->mark) : layout->low,
                                      right != NULL ? tick_decimal_value(right->mark) : layout->high},
                             .marks = {left != NULL && !left->extra, right != NULL && !right->extra},
                             .beside = {left != NULL ? &left->tick : NULL, right != NULL ? &right->tick : NULL}};
}

/* Adds minor ticks between the labels, and between them and the ends of the axis. */
static size_t minor_ticks(struct tick *tick, size_t room, const struct label_layout *layout)
{
    size_t count = 0;
    struct tick_decimal step = {0, 0};
    const bool uniform = layout->step.whole != 0;
    if (layout->count == 0 || (uniform && !minor_step(&step, layout)))
        return 0;
    for (size_t i = 0; i <= layout->count; i++) {
        const struct interval interval = interval_before(layout, i);
        if (uniform || tick_layout_finest_step(&step, layout->axis, interval.ends, interval.marks, minor_pixels))
            count += minor_fill(tick + count, room - count, layout->axis, &interval, step);
    }
    return count;
}

static int by_pixel(const void *one, const void *other)
{
    const double a = ((const struct tick *)one)->pixel, b = ((const struct tick *)other)->pixel;
    return (a > b) - (a < b);
}

size_t ticks_place(struct tick *tick, size_t room, const struct axis *axis,
                   double (*size)(void *user, const char *label), void *user, double gap)
{
    if (!axis_is_valid(axis))
        return 0;
    if (axis->notation == TICK_NOTE)
        return tick_notes_place(tick, room, axis, size, user, gap);
    const size_t labels = (size_t)fmin((double)room, axis->pixels / minor_pixels + 2);
    struct label_layout best = tick_layout_choose(axis, labels, size, user, gap);
    for (size_t i = 0; i < best.count; i++)
        tick[i] = best.label[i].tick;
    const size_t count = best.count + minor_ticks(tick + best.count, room - best.count, &best);
    free(best.label);
    qsort(tick, count, sizeof *tick, by_pixel);
    return count;
}

size_t ticks_labelled(const struct tick *tick, size_t count)
{
    size_t labelled = 0;
    for (size_t i = 0; i < count; i++)
        labelled += *tick[i].label != '\0';
    return labelled;
}
