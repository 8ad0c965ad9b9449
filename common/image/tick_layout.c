/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/tick_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const double easy_labels = 2.2; /* least distance of labels for easy reading, in label sizes */
static const double easy_pixels = 40;  /* ... and in pixels */
static const double end_ease = 0.5;    /* that of the label of an end to the next, in terms of these */
static const double uneven = 4;        /* widest over narrowest space that still looks even */
static const double decade_room = 4;   /* labels side by side in a decade that must have one */

/* The distance in pixels at which two labels of these sizes read easily. */
static double easy_distance(double size, double other)
{
    return fmax(easy_labels * fmax(size, other), easy_pixels);
}

static bool are_apart(const struct label_layout *layout, const struct label *one, const struct label *other)
{
    const double distance = fabs(one->tick.pixel - other->tick.pixel);
    const double ease = layout->ease * (one->extra || other->extra ? end_ease : 1);
    return distance >= (one->size + other->size) / 2 + layout->gap &&
           distance >= ease * easy_distance(one->size, other->size);
}

/* Inserts a label at `at`. */
static void insert(struct label_layout *layout, size_t at, const struct label *new)
{
    struct label *here = layout->label + at;
    memmove(here + 1, here, (layout->count - at) * sizeof *here);
    *here = *new;
    layout->count++;
}

/*
 * Inserts a label in the order of values. False if it does not fit; a mark outside the axis is ignored, and so is one
 * too near to the label of an end.
 */
static bool offer_label(struct label_layout *layout, struct tick_decimal mark, bool extra)
{
    struct label new = {
        .mark = mark, .extra = extra, .tick.value = tick_decimal_value(mark) - axis_mark_origin(layout->axis)};
    new.tick.pixel = axis_pixel(layout->axis, new.tick.value);
    if (!axis_has_pixel(layout->axis, new.tick.pixel))
        return true;
    new.tick.pixel = axis_onto(layout->axis, new.tick.pixel);
    if (layout->count == layout->room)
        return false;
    tick_label(new.tick.label, mark, &layout->style);
    new.size = layout->size(layout->user, new.tick.label);
    size_t at = layout->count;
    while (at > 0 && layout->label[at - 1].tick.value > new.tick.value)
        at--;
    const struct label *left = at > 0 ? layout->label + at - 1 : NULL;
    const struct label *right = at < layout->count ? layout->label + at : NULL;
    const bool hits_left = left != NULL && !are_apart(layout, left, &new);
    const bool hits_right = right != NULL && !are_apart(layout, right, &new);
    if (hits_left || hits_right)
        return (!hits_left || left->extra) && (!hits_right || right->extra);
    insert(layout, at, &new);
    return true;
}

static bool offer(struct label_layout *layout, struct tick_decimal mark)
{
    return offer_label(layout, mark, false);
}

/* The multiple of 10^exponent nearest to the value of an end that is on the axis; false if none is. */
static bool nearest_on_axis(struct tick_decimal *mark, const struct axis *axis, double end, int exponent)
{
    const double unit = tick_decimal_value((struct tick_decimal){1, exponent});
    double nearest = INFINITY;
    for (int i = 0; i < 2; i++) {
        const struct tick_decimal one = {(long long)floor(end / unit) + i, exponent};
        const double pixel = axis_pixel(axis, tick_decimal_value(one));
        const double distance = fabs(pixel - axis_pixel(axis, end));
        if (!axis_has_pixel(axis, pixel) || !(distance < nearest))
            continue;
        nearest = distance;
        *mark = one;
    }
    return nearest <= fmax(3, fmin(8, axis->pixels / 250));
}

/* The roundest decimal at an end of the axis: 22050 Hz are 22k. False if six digits do not suffice. */
static bool end_mark(struct tick_decimal *mark, const struct axis *axis, double end)
{
    enum { MOST_DIGITS = 6 };
    *mark = (struct tick_decimal){0, 0};
    if (end == 0)
        return true;
    const double magnitude = floor(log10(fabs(end)));
    for (int digit = 0; digit < MOST_DIGITS; digit++) {
        const double exponent = magnitude - digit;
        if (!(exponent >= EXPONENT_MIN && exponent + digit < EXPONENT_MAX - 1))
            return false;
        if (nearest_on_axis(mark, axis, end, (int)exponent))
            return true;
    }
    return false;
}

/* Whether the axis has frequencies on a warped scale. */
static bool has_decades(const struct axis *axis)
{
    const enum tick_notation notation = axis->notation;
    return axis->warp != NULL && (notation == TICK_PLAIN || notation == TICK_HERTZ || notation == TICK_KILOHERTZ);
}

/* Finds the marks of both ends, of which the upper one has priority. */
static void find_ends(struct label_layout *layout)
{
    const double ends[2] = {layout->high, layout->low};
    for (size_t i = 0; i < 2 && has_decades(layout->axis); i++)
        layout->ends += end_mark(&layout->end[layout->ends], layout->axis, ends[i]);
}

/* Begins a layout with the labels of the ends. */
static void begin(struct label_layout *layout)
{
    layout->count = 0;
    layout->step = (struct tick_decimal){0, 0};
    layout->style.minutes = layout->regular = false;
    for (size_t i = 0; i < layout->ends; i++)
        offer_label(layout, layout->end[i], true);
}

/* Whether labels are even enough, up to the ends of a warped axis, for one step to serve all of it. */
static bool even(const struct label_layout *layout)
{
    const double ends[2] = {axis_pixel(layout->axis, layout->axis->first),
                            axis_pixel(layout->axis, layout->axis->last)};
    double narrowest = INFINITY, widest = 0;
    const struct label *first = NULL, *last = NULL;
    for (const struct label *label = layout->label; label < layout->label + layout->count; label++) {
        if (label->extra)
            continue;
        if (last != NULL) {
            narrowest = fmin(narrowest, fabs(label->tick.pixel - last->tick.pixel));
            widest = fmax(widest, fabs(label->tick.pixel - last->tick.pixel));
        }
        first = first == NULL ? label : first;
        last = label;
    }
    if (first != NULL) {
        widest = fmax(widest, fmin(fabs(first->tick.pixel - ends[0]), fabs(first->tick.pixel - ends[1])));
        widest = fmax(widest, fmin(fabs(last->tick.pixel - ends[0]), fabs(last->tick.pixel - ends[1])));
    }
    return widest <= uneven * narrowest;
}

/* All multiples of one step. */
static bool family_linear(struct label_layout *layout, struct tick_decimal step)
{
    double from = 0, to = 0;
    const double unit = tick_decimal_value(step), least = fmax(layout->gap, layout->ease * easy_pixels);
    if (!axis_multiples(&from, &to, layout->low, layout->high, unit, (double)layout->room) ||
        !axis_keeps_apart(layout->axis, layout->low, layout->high, unit, least,
                          (double)layout->room)) /* before any label is written */
        return false;
    layout->step = step;
    layout->regular = true;
    layout->style.minutes = axis_is_multiple(unit, 60);
    for (double k = from; k <= to; k++)
        if (!offer(layout, (struct tick_decimal){(long long)k * step.whole, step.exponent}))
            return false;
    return layout->axis->warp == NULL || even(layout);
}

/* The same digits in every decade. */
static bool family_decades(struct label_layout *layout, const char *digits)
{
    layout->regular = strlen(digits) > 2;
    for (int exponent = EXPONENT_MIN; exponent < EXPONENT_MAX; exponent++)
        for (const char *digit = digits; *digit != '\0'; digit++)
            if (!offer(layout, (struct tick_decimal){*digit - '0', exponent}))
                return false;
    return true;
}

bool tick_layout_finest_step(struct tick_decimal *finest, const struct axis *axis, const double ends[2],
                             const bool marks[2], double distance)
{
    struct tick_decimal step = {0, 0};
    bool found = false;
    for (size_t i = 0; tick_step(&step, i, axis->notation); i++) {
        const double unit = tick_decimal_value(step);
        if ((marks[0] && !axis_is_multiple(ends[0], unit)) || (marks[1] && !axis_is_multiple(ends[1], unit)))
            continue;
        if (!axis_keeps_apart(axis, ends[0], ends[1], unit, distance, MOST_MINOR_PARTS + 1))
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
        const bool marks[2] = {!left->extra, !right->extra};
        const size_t before = layout->count;
        struct tick_decimal step = {0, 0};
        double from = 0, to = 0;
        if (!tick_layout_finest_step(&step, layout->axis, ends, marks, distance) ||
            !axis_multiples(&from, &to, ends[0], ends[1], tick_decimal_value(step), MOST_MINOR_PARTS + 1))
            continue;
        for (double k = from; k <= to; k++) /* marks that have a label already do not fit */
            offer(layout, (struct tick_decimal){(long long)k * step.whole, step.exponent});
        i += layout->count - before;
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

/* Whether [begin, end) has a label. */
static bool has_label(const struct label_layout *layout, double begin, double end)
{
    for (size_t i = 0; i < layout->count; i++) {
        const double mark = tick_decimal_value(layout->label[i].mark);
        if (mark >= begin && mark < end)
            return true;
    }
    return false;
}

/* Adds a label to every decade that has none, but has room for a few. */
static void label_decades(struct label_layout *layout)
{
    double widest = 0;
    for (size_t i = 0; i < layout->count; i++)
        widest = fmax(widest, layout->label[i].size);
    for (int exponent = EXPONENT_MIN; exponent < EXPONENT_MAX && has_decades(layout->axis); exponent++) {
        const double begin = tick_decimal_value((struct tick_decimal){1, exponent});
        const double end = tick_decimal_value((struct tick_decimal){1, exponent + 1});
        const double low = fmax(begin, layout->low), high = fmin(end, layout->high);
        const double pixels = fabs(axis_mark_pixel(layout->axis, high) - axis_mark_pixel(layout->axis, low));
        if (!(low < high) || pixels < decade_room * (widest + layout->gap))
            continue;
        static const double eases[] = {0.5, 0};
        for (size_t i = 0; i < sizeof eases / sizeof *eases; i++) {
            layout->ease = eases[i];
            for (const char *digit = "15273"; *digit != '\0' && !has_label(layout, begin, end); digit++)
                offer_label(layout, (struct tick_decimal){*digit - '0', exponent}, true);
        }
    }
}

/* Offers one digit times a power of ten between two values. */
static void offer_between(struct label_layout *layout, int digit, double low, double high)
{
    const int from = (int)fmax(floor(log10(low)), EXPONENT_MIN), to = (int)fmin(log10(high), EXPONENT_MAX - 1);
    for (int exponent = from; exponent <= to; exponent++) {
        const struct tick_decimal mark = {digit, exponent};
        if (tick_decimal_value(mark) > low && tick_decimal_value(mark) < high)
            offer_label(layout, mark, true);
    }
}

/* Adds the roundest label that fits into a wide gap between two positive values. False: nothing was added. */
static bool label_gap(struct label_layout *layout, const struct label *left, const struct label *right)
{
    static const double wide = 2;
    const double low = left->tick.value, high = right->tick.value;
    const size_t before = layout->count;
    if (fabs(left->tick.pixel - right->tick.pixel) < wide * easy_distance(left->size, right->size) || !(low > 0))
        return false;
    for (const char *digit = "15273846"; *digit != '\0' && layout->count == before; digit++)
        offer_between(layout, *digit - '0', low, high);
    return layout->count > before;
}

static void label_gaps(struct label_layout *layout)
{
    layout->ease = 0.6;
    for (size_t i = 0; i + 1 < layout->count && has_decades(layout->axis);)
        i += label_gap(layout, layout->label + i, layout->label + i + 1) ? 0 : 1;
}

/* Keeps the better layout in `best`, and begins the other again for the next family. */
static void keep_better(struct label_layout *best, struct label_layout *trial, bool fits)
{
    if (fits && trial->count > best->count) {
        struct label_layout better = *trial;
        *trial = *best;
        *best = better;
    }
    begin(trial);
}

static void families(struct label_layout *best, struct label_layout *trial)
{
    begin(trial);
    if (has_decades(trial->axis)) {
        static const char *const digits[] = {"1", "15", "125", "123456789"};
        for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
            keep_better(best, trial, family_decades(trial, digits[i]));
        keep_better(best, trial, family_mixed(trial));
    }
    struct tick_decimal step = {0, 0};
    for (size_t i = 0; tick_step(&step, i, trial->style.notation); i++)
        keep_better(best, trial, family_linear(trial, step));
}

static struct label_layout layout_create(const struct axis *axis, size_t room)
{
    double low = 0, high = 0;
    axis_range(axis, &low, &high);
    struct label_layout layout = {
        .axis = axis,
        .low = low + axis_mark_origin(axis),
        .high = high + axis_mark_origin(axis),
        .style = {.notation = axis->notation, .reach = fmax(fabs(low), fabs(high)), .shortest = axis->warp != NULL},
        .room = room,
        .label = mem_new(room, sizeof(struct label)),
    };
    find_ends(&layout);
    return layout;
}

struct label_layout tick_layout_choose(const struct axis *axis, size_t room, tick_size *size, void *user, double gap)
{
    static const double eases[] = {1, 0.5, 0}; /* smaller ones on a short axis */
    struct label_layout best = layout_create(axis, room), trial = layout_create(axis, room);
    best.size = trial.size = size;
    best.user = trial.user = user;
    best.gap = trial.gap = gap;
    for (size_t i = 0; i < sizeof eases / sizeof *eases && best.count < 3; i++) {
        trial.ease = best.ease = eases[i];
        families(&best, &trial);
    }
    free(trial.label);
    label_decades(&best);
    if (!best.regular)
        label_gaps(&best);
    return best;
}
