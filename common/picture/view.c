/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/view.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sentence.h"
#include "picture/plot_columns.h"
#include "signal/transform/level.h"

enum { EMPTY = -190 /* dB: the greatest level of an empty cell; silence has LEVEL_FLOOR */ };

static bool is_power(const struct header *rows)
{
    static const char *const kinds[] = {"complex", "magnitude", "power", "density", "mel"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (header_is(rows, kinds[i]))
            return true;
    return false;
}

static bool is_density(const struct header *rows)
{
    return strstr(rows->unit, "/Hz") != NULL || strstr(rows->unit, "/sqrt(Hz)") != NULL;
}

static void label_levels(struct view *view, const struct header *rows)
{
    const char *decibel = view->full_scale ? (view->density ? "dBFS/Hz" : "dBFS") : view->density ? "dB/Hz" : "dB";
    const char *unit = rows->unit[0] != '\0' ? rows->unit : view->decibel ? "dB" : "";
    snprintf(view->level_label, sizeof view->level_label, "%s", view->power ? decibel : unit);
}

/*
 * Sets the visible part of the axis: by default all of it; on a logarithmic axis from the second column, or from 20 Hz if
 * there is a decade above it.
 */
static const char *choose_ends(struct view *view, struct band band)
{
    double lowest = view->rows_axis->to_hertz(view->first);
    double highest = view->rows_axis->to_hertz(view->first + view->step * (double)(view->numbers - 1));
    double second = view->rows_axis->to_hertz(view->first + view->step);
    view->high = isnan(band.high) ? highest : band.high;
    view->low = isnan(band.low) ? lowest : band.low;
    if (isnan(band.low) && view->axis->lowest > 0 && view->low < view->axis->lowest)
        view->low = fmax(second, highest >= 200 ? 20 : view->axis->lowest);
    if (view->axis->lowest > 0 && view->low < view->axis->lowest)
        return sentence("--freq: a %s axis cannot begin at %g Hz", view->axis->name, view->low);
    if (view->low > highest || view->high < lowest)
        return sentence("--freq: outside the rows, which cover %g to %g%s", lowest, highest,
                        view->frequency ? " Hz" : "");
    double rounding = 1e-9 * fmax(fabs(lowest), fabs(highest));
    view->narrowed = view->high > highest + rounding || view->low < lowest - rounding;
    view->high = fmin(view->high, highest);
    view->low = fmax(view->low, lowest);
    if (!(view->high > view->low) && view->numbers > 1)
        return sentence("--freq: the band from %g to %g is empty", view->low, view->high);
    return NULL;
}

const char *view_create(struct view *view, const struct header *rows, const struct scale *axis, struct band band,
                        double tilt)
{
    const struct scale *linear = scale_find("linear"), *own = scale_find(rows->axis);
    *view = (struct view){.frequency = own != NULL,
                          .rows_axis = own != NULL ? own : linear,
                          .power = is_power(rows),
                          .decibel = is_power(rows) || header_is(rows, "level"),
                          .phase = header_is(rows, "phase"),
                          .full_scale = rows->full_scale == 1,
                          .density = is_density(rows),
                          .tilt = tilt,
                          .tuning = 440,
                          .first = rows->first,
                          .step = rows->step,
                          .numbers = (size_t)rows->width / (header_is(rows, "complex") ? 2 : 1)};
    view_set_pool(view, POOL_MAX);
    view->axis = axis != NULL ? axis : view->rows_axis;
    if (!(rows->step > 0))
        return "its frequency axis descends";
    if (!view->frequency && view->axis != linear)
        return sentence("--axis %s requires frequencies, but the columns are only numbered", view->axis->name);
    if (!view->frequency && tilt != 0)
        return "--tilt requires frequencies, but the columns are only numbered";
    char tuning[NOTATION_ROOM];
    if (header_note_get(rows, "reassigned", "tuning", tuning, sizeof tuning))
        notation_number(&view->tuning, tuning);
    label_levels(view, rows);
    const char *why = choose_ends(view, band);
    view->pitch_classes = why == NULL && isnan(band.low) && isnan(band.high) && plot_columns_are_classes(rows);
    if (view->pitch_classes) { /* every class has the same height */
        view->low -= 0.5;
        view->high += 0.5;
        snprintf(view->level_label, sizeof view->level_label, "Relative energy");
    }
    return why;
}

double view_place(const void *view_pixels, double pixel)
{
    const struct view_pixels *shown = view_pixels;
    const struct view *view = shown->view;
    double share = view->pitch_classes ? (pixel + 0.5) / (double)shown->pixels
                   : shown->pixels > 1 ? pixel / (double)(shown->pixels - 1)
                                       : pixel + 0.5;
    double low = view->axis->from_hertz(view->low), high = view->axis->from_hertz(view->high);
    double place = low + share * (high - low);
    if (view->axis != view->rows_axis)
        place = view->rows_axis->from_hertz(view->axis->to_hertz(place));
    return (place - view->first) / view->step;
}

struct axis view_axis(const struct view *view)
{
    bool linear = view->axis == scale_find("linear");
    return (struct axis){.first = view->low,
                         .last = view->high,
                         .warp = linear ? NULL : view->axis->from_hertz,
                         .notation = !view->frequency                         ? TICK_PLAIN
                                     : strcmp(view->axis->name, "pitch") == 0 ? TICK_NOTE
                                                                              : TICK_HERTZ,
                         .tuning = view->tuning};
}

void view_set_pool(struct view *view, enum pool pool)
{
    view->pools_levels = pool_needs_bounds(pool) || (!view->power && pool == POOL_MAX);
}

/* power[numbers] out: that of the row's magnitudes, pairs or levels. Returns it, or `row` if that is power already. */
static const float *row_power(const struct view *view, const struct header *rows, float *power, const float *row)
{
    if (header_is(rows, "magnitude")) {
        for (size_t i = 0; i < view->numbers; i++)
            power[i] = row[i] * row[i];
        return power;
    }
    if (header_is(rows, "complex")) {
        for (size_t i = 0; i < view->numbers; i++)
            power[i] = row[2 * i] * row[2 * i] + row[2 * i + 1] * row[2 * i + 1];
        return power;
    }
    if (header_is(rows, "level")) {
        for (size_t i = 0; i < view->numbers; i++)
            power[i] = (float)fmin(exp(M_LN10 / 10 * (double)row[i]), FLT_MAX);
        return power;
    }
    return row;
}

const float *view_numbers(const struct view *view, const struct header *rows, float *numbers, const float *row)
{
    bool levels = view->decibel && !view->power;
    if (!view->decibel || (levels && view->pools_levels))
        return row;
    const float *power = row_power(view, rows, numbers, row);
    if (!view->pools_levels)
        return power;
    level_fill(numbers, power, view->numbers, LEVEL_FLOOR);
    return numbers;
}

/* Adds the tilt to levels. */
static void add_tilt(const struct view *view, float *slots, size_t count, const double *slot_place)
{
    if (view->tilt == 0)
        return;
    double least = view->rows_axis->to_hertz(view->first + view->step); /* 0 Hz has the tilt of the next column */
    for (size_t i = 0; i < count; i++) {
        double hertz = fmax(view->rows_axis->to_hertz(view->first + slot_place[i] * view->step), least);
        slots[i] += (float)(view->tilt * log2(hertz / 1000));
    }
}

/* Keeps the distance of any two numbers within the range of a float, so that they can be interpolated. */
static void limit(float *slots, size_t count)
{
    static const float most = FLT_MAX / 4;
    for (size_t i = 0; i < count; i++)
        slots[i] = fminf(fmaxf(slots[i], -most), most);
}

void view_level(const struct view *view, float *slots, size_t count, const double *slot_place)
{
    if (view->decibel && !view->pools_levels)
        level_fill(slots, slots, count, LEVEL_FLOOR);
    else
        limit(slots, count);
    add_tilt(view, slots, count, slot_place);
}

void view_floor(const struct view *view, float *slots, size_t count, const double *slot_place)
{
    for (size_t i = 0; i < count; i++)
        slots[i] = EMPTY;
    add_tilt(view, slots, count, slot_place);
}

size_t view_low_pixels(const struct view_pixels *shown, const struct header *rows)
{
    const struct view *view = shown->view;
    if (!view->frequency || rows->frame == 0 || rows->samplerate.num == 0)
        return 0;
    double most = 2 * ratio_value(rows->samplerate) / (double)rows->frame * (1 + 1e-9);
    size_t count = 0;
    while (count < shown->pixels &&
           view->rows_axis->to_hertz(view->first + view_place(shown, (double)count) * view->step) <= most)
        count++;
    return count;
}
