/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A family is a set of marks that belong together: the multiples of a step, or 1-2-5 in every decade. Every family is
 * laid out; of those whose labels all fit, the one with most labels is chosen, and of two with equally many the rounder
 * one. Every loop runs over a table or over marks that were counted before, so its length is bounded for any axis.
 */
#include "image/ticks.h"

#include "base/memory.h"
#include "image/tick_label.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double easy_labels = 2.2; /* least distance of labels for easy reading, in label sizes */
static const double easy_pixels = 40;  /* ... and in pixels */
static const double minor_even = 8;    /* least distance of minor ticks on an even axis, in pixels */
static const double minor_pixels = 5;  /* ... and at the narrowest place of a warped axis */
static const double minor_parts = 12;  /* most parts of one step between minor ticks: an hour in 5 minutes */
static const double uneven = 4;        /* widest over narrowest space that still looks even */
static const double edge = 1e-6;       /* tolerance for the rounding of a mark at an end, in steps or pixels */
static const double reach = 0.499;     /* pixels by which a mark may be outside the centres of the end pixels */

/* Labels laid out on an axis, in the order of their values. */
struct label_layout {
    const struct axis *axis;
    double (*size)(void *user, const char *label);
    void *user;
    double gap;
    double low, high; /* ends of the axis, in marks: time of day on a clock axis */
    double ease;      /* 1: labels as far apart as easy reading needs; 0: only `gap` apart */
    struct tick_style style;
    struct tick_decimal step; /* of the family; 0: it has none */
    size_t count, room;
    struct label {
        struct tick_decimal mark;
        struct tick tick;
        double size;
    } * label; /* [room] */
};

double axis_pixel(const struct axis *axis, double value)
{
    double first = axis->first, last = axis->last;
    if (axis->pixels <= 1)
        return 0;
    if (axis->warp != NULL) {
        first = axis->warp(first);
        last = axis->warp(last);
        value = axis->warp(value);
    }
    return (value - first) / (last - first) * (axis->pixels - 1);
}

/* The mark of value 0: marks count from midnight on a clock axis, else from zero. */
static double mark_origin(const struct axis *axis)
{
    return axis->notation == TICK_CLOCK ? axis->clock : 0;
}

static double mark_pixel(const struct axis *axis, double mark)
{
    return axis_pixel(axis, mark - mark_origin(axis));
}

/* Whether `pixel` is within a pixel of the axis; false for NaN. */
static bool on_axis(const struct axis *axis, const double *pixel)
{
    return *pixel >= -reach && *pixel <= axis->pixels - 1 + reach;
}

/* from, to out: the multiples of `unit` from low to high; false if there are more than `most` or none. */
static bool multiples(double *from, double *to, double low, double high, double unit, double most)
{
    *from = ceil(low / unit - edge);
    *to = floor(high / unit + edge);
    return fabs(*from) < 1e12 && fabs(*to) < 1e12 && fabs(*to * unit) < 1e15 && fabs(*from * unit) < 1e15 &&
           *to >= *from && *to - *from + 1 <= most;
}

static bool is_multiple(double value, double unit)
{
    const double times = value / unit;
    return fabs(times) < 1e12 && fabs(times - round(times)) <= edge * fmin(1, fabs(times));
}

/* The distance in pixels at which two labels of these sizes read easily. */
static double easy_distance(double size, double other)
{
    return fmax(easy_labels * fmax(size, other), easy_pixels);
}

static bool are_apart(const struct label_layout *layout, const struct label *one, const struct label *other)
{
    const double distance = fabs(one->tick.pixel - other->tick.pixel);
    return distance >= (one->size + other->size) / 2 + layout->gap &&
           distance >= layout->ease * easy_distance(one->size, other->size);
}

/* Inserts a label in the order of values. False if it does not fit; a mark outside the axis is ignored. */
static bool offer(struct label_layout *layout, struct tick_decimal mark)
{
    struct label new = {.mark = mark, .tick.value = tick_decimal_value(mark) - mark_origin(layout->axis)};
    new.tick.pixel = axis_pixel(layout->axis, new.tick.value);
    if (!on_axis(layout->axis, &new.tick.pixel))
        return true;
    if (layout->count == layout->room)
        return false;
    tick_label(new.tick.label, mark, &layout->style);
    new.size = layout->size(layout->user, new.tick.label);
    size_t at = layout->count;
    while (at > 0 && layout->label[at - 1].tick.value > new.tick.value)
        at--;
    struct label *here = layout->label + at;
    if ((at > 0 && !are_apart(layout, here - 1, &new)) || (at < layout->count && !are_apart(layout, here, &new)))
        return false;
    memmove(here + 1, here, (layout->count - at) * sizeof *here);
    *here = new;
    layout->count++;
    return true;
}

/* Whether neighbouring multiples of `unit` are at least `distance` pixels apart, and no more than `most`. */
static bool apart(const struct axis *axis, double low, double high, double unit, double distance, double most)
{
    double from = 0, to = 0;
    if (!multiples(&from, &to, low, high, unit, most))
        return false;
    double before = mark_pixel(axis, from * unit);
    for (double k = from + 1; k <= to; k++) {
        const double here = mark_pixel(axis, k * unit);
        if (!(fabs(here - before) >= distance))
            return false;
        before = here;
    }
    return true;
}

/* Whether labels are even enough, up to the ends of a warped axis, for one step to serve all of it. */
static bool even(const struct label_layout *layout)
{
    const double ends[2] = {axis_pixel(layout->axis, layout->axis->first),
                            axis_pixel(layout->axis, layout->axis->last)};
    double narrowest = INFINITY, widest = 0;
    for (size_t i = 0; i + 1 < layout->count; i++) {
        const double space = fabs(layout->label[i + 1].tick.pixel - layout->label[i].tick.pixel);
        narrowest = fmin(narrowest, space);
        widest = fmax(widest, space);
    }
    if (layout->count > 0) {
        const double one = layout->label[0].tick.pixel, other = layout->label[layout->count - 1].tick.pixel;
        widest = fmax(widest, fmin(fabs(one - ends[0]), fabs(one - ends[1])));
        widest = fmax(widest, fmin(fabs(other - ends[0]), fabs(other - ends[1])));
    }
    return widest <= uneven * narrowest;
}

/* All multiples of one step. */
static bool family_linear(struct label_layout *layout, struct tick_decimal step)
{
    double from = 0, to = 0;
    const double unit = tick_decimal_value(step), least = fmax(layout->gap, layout->ease * easy_pixels);
    if (!multiples(&from, &to, layout->low, layout->high, unit, (double)layout->room) ||
        !apart(layout->axis, layout->low, layout->high, unit, least,
               (double)layout->room)) /* before any label is written */
        return false;
    layout->step = step;
    layout->style.minutes = is_multiple(unit, 60);
    for (double k = from; k <= to; k++)
        if (!offer(layout, (struct tick_decimal){(long long)k * step.whole, step.exponent}))
            return false;
    return layout->axis->warp == NULL || even(layout);
}

/* The same digits in every decade. */
static bool family_decades(struct label_layout *layout, const char *digits)
{
    for (int exponent = EXPONENT_MIN; exponent < EXPONENT_MAX; exponent++)
        for (const char *digit = digits; *digit != '\0'; digit++)
            if (!offer(layout, (struct tick_decimal){*digit - '0', exponent}))
                return false;
    return true;
}

/*
 * finest  out: the finest step that divides the interval between two marks into parts of at least `distance` pixels
 *
 * An end that is a mark (not only the end of the axis) must be a multiple of the step too.
 */
static bool finest_step(struct tick_decimal *finest, const struct axis *axis, const double ends[2], const bool marks[2],
                        double distance)
{
    struct tick_decimal step = {0, 0};
    bool found = false;
    for (size_t i = 0; tick_step(&step, i, axis->notation); i++) {
        const double unit = tick_decimal_value(step);
        if ((marks[0] && !is_multiple(ends[0], unit)) || (marks[1] && !is_multiple(ends[1], unit)))
            continue;
        if (!apart(axis, ends[0], ends[1], unit, distance, minor_parts + 1))
            continue;
        *finest = step;
        found = true;
    }
    return found;
}

/* Offers marks between adjacent labels that are far apart. */
static void refine(struct label_layout *layout)
{
    for (size_t i = 0; i + 1 < layout->count; i++) {
        const struct label *left = layout->label + i, *right = left + 1;
        const double ends[2] = {tick_decimal_value(left->mark), tick_decimal_value(right->mark)};
        const double distance = 1.5 * easy_distance(left->size, right->size);
        struct tick_decimal step = {0, 0};
        double from = 0, to = 0;
        if (!finest_step(&step, layout->axis, ends, (const bool[]){true, true}, distance) ||
            !multiples(&from, &to, ends[0], ends[1], tick_decimal_value(step), minor_parts + 1))
            continue;
        for (double k = from + 1; k < to; k++)
            i += offer(layout, (struct tick_decimal){(long long)k * step.whole, step.exponent});
    }
}

/* 0, powers of ten, fives and twos, as they fit: for axes that are linear below and logarithmic above. */
static bool family_mixed(struct label_layout *layout)
{
    offer(layout, (struct tick_decimal){0, 0});
    for (const char *digit = "152"; *digit != '\0'; digit++)
        for (int exponent = EXPONENT_MAX - 1; exponent >= EXPONENT_MIN; exponent--)
            offer(layout, (struct tick_decimal){*digit - '0', exponent});
    for (int pass = 0; pass < 3; pass++)
        refine(layout);
    return true;
}

/* Keeps the better layout in `best`, and empties the other for the next family. */
static void keep_better(struct label_layout *best, struct label_layout *trial, bool fits)
{
    if (fits && trial->count > best->count) {
        struct label_layout better = *trial;
        *trial = *best;
        *best = better;
    }
    trial->count = 0;
    trial->step = (struct tick_decimal){0, 0};
    trial->style.minutes = false;
}

static void families(struct label_layout *best, struct label_layout *trial)
{
    const enum tick_notation notation = trial->style.notation;
    if (trial->axis->warp != NULL && (notation == TICK_PLAIN || notation == TICK_HERTZ)) {
        static const char *const digits[] = {"1", "15", "125", "123456789"};
        for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
            keep_better(best, trial, family_decades(trial, digits[i]));
        keep_better(best, trial, family_mixed(trial));
    }
    struct tick_decimal step = {0, 0};
    for (size_t i = 0; tick_step(&step, i, notation); i++)
        keep_better(best, trial, family_linear(trial, step));
}

/* Tries distances for easy reading first; on a short axis, smaller ones. */
static void layout_choose(struct label_layout *best, struct label_layout *trial)
{
    static const double eases[] = {1, 0.5, 0};
    for (size_t i = 0; i < sizeof eases / sizeof *eases && best->count < 3; i++) {
        trial->ease = best->ease = eases[i];
        families(best, trial);
    }
}

/* Adds the multiples of `step` strictly between two marks. */
static size_t minor_fill(struct tick *tick, size_t room, const struct axis *axis, const double ends[2],
                         const bool marks[2], struct tick_decimal step)
{
    double from = 0, to = 0;
    size_t count = 0;
    if (!multiples(&from, &to, ends[0], ends[1], tick_decimal_value(step), (double)room))
        return 0;
    for (double k = marks[0] ? from + 1 : from; k <= (marks[1] ? to - 1 : to) && count < room; k++) {
        struct tick minor = {.value =
                                 tick_decimal_value((struct tick_decimal){(long long)k * step.whole, step.exponent})};
        minor.value -= mark_origin(axis);
        minor.pixel = axis_pixel(axis, minor.value);
        if (on_axis(axis, &minor.pixel))
            tick[count++] = minor;
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
        const double parts = major / tick_decimal_value(step);
        if (parts < 1.5 || parts > minor_parts + 0.5 || !is_multiple(major, tick_decimal_value(step)) ||
            !apart(layout->axis, layout->low, layout->high, tick_decimal_value(step), minor_even, layout->axis->pixels))
            continue;
        *minor = step;
        found = true;
    }
    return found;
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
        const bool marks[2] = {i > 0, i < layout->count};
        const double ends[2] = {marks[0] ? tick_decimal_value(layout->label[i - 1].mark) : layout->low,
                                marks[1] ? tick_decimal_value(layout->label[i].mark) : layout->high};
        if (uniform || finest_step(&step, layout->axis, ends, marks, minor_pixels))
            count += minor_fill(tick + count, room - count, layout->axis, ends, marks, step);
    }
    return count;
}

static int by_pixel(const void *one, const void *other)
{
    const double a = ((const struct tick *)one)->pixel, b = ((const struct tick *)other)->pixel;
    return (a > b) - (a < b);
}

static bool is_valid(const struct axis *axis)
{
    return axis->pixels > 1 && axis->pixels < 1e9 && isfinite(mark_origin(axis)) && isfinite(axis->first) &&
           isfinite(axis->last) && axis->first != axis->last && axis_pixel(axis, axis->first) == 0 &&
           fabs(axis_pixel(axis, axis->last) - (axis->pixels - 1)) < edge;
}

static struct label_layout layout_create(const struct axis *axis, size_t room)
{
    double low = fmin(axis->first, axis->last), high = fmax(axis->first, axis->last);
    if (axis->warp == NULL) { /* the end pixels belong to the axis up to their edges */
        const double half = reach * (high - low) / (axis->pixels - 1);
        low -= half;
        high += half;
    }
    return (struct label_layout){
        .axis = axis,
        .low = low + mark_origin(axis),
        .high = high + mark_origin(axis),
        .style = {.notation = axis->notation, .reach = fmax(fabs(low), fabs(high)), .shortest = axis->warp != NULL},
        .room = room,
        .label = mem_new(room, sizeof(struct label)),
    };
}

size_t ticks_place(struct tick *tick, size_t room, const struct axis *axis,
                   double (*size)(void *user, const char *label), void *user, double gap)
{
    if (!is_valid(axis))
        return 0;
    const size_t labels = (size_t)fmin((double)room, axis->pixels / minor_pixels + 2);
    struct label_layout best = layout_create(axis, labels), trial = layout_create(axis, labels);
    best.size = trial.size = size;
    best.user = trial.user = user;
    best.gap = trial.gap = gap;
    layout_choose(&best, &trial);
    for (size_t i = 0; i < best.count; i++)
        tick[i] = best.label[i].tick;
    const size_t count = best.count + minor_ticks(tick + best.count, room - best.count, &best);
    free(best.label);
    free(trial.label);
    qsort(tick, count, sizeof *tick, by_pixel);
    return count;
}
