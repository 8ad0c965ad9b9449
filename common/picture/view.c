/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sentence.h"
#include "image/shade.h"
#include "signal/transform/level.h"

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
    bool density = is_density(rows);
    const char *decibel = rows->full_scale == 1 ? (density ? "dBFS/Hz" : "dBFS") : density ? "dB/Hz" : "dB";
    const char *unit = rows->unit[0] != '\0' ? rows->unit : header_is(rows, "level") ? "dB" : "";
    snprintf(view->level_label, sizeof view->level_label, "%s", view->decibel ? decibel : unit);
}

/* The part of the axis that shows: all of it, from the lowest frequency that its scale can show. */
static const char *choose_ends(struct view *view, struct band band)
{
    double lowest = view->rows->to_hertz(view->first);
    double highest = view->rows->to_hertz(view->first + view->step * (double)(view->numbers - 1));
    double second = view->rows->to_hertz(view->first + view->step);
    view->high = isnan(band.high) ? highest : band.high;
    view->low = isnan(band.low) ? lowest : band.low;
    if (isnan(band.low) && view->axis->lowest > 0 && view->low < view->axis->lowest)
        view->low = fmax(second, fmin(20, highest / 2));
    if (view->axis->lowest > 0 && view->low < view->axis->lowest)
        return sentence("--freq: a %s axis cannot begin at %g Hz", view->axis->name, view->low);
    if (view->low > highest || view->high < lowest)
        return sentence("--freq: the rows' axis goes from %g to %g%s", lowest, highest, view->frequency ? " Hz" : "");
    view->narrowed = view->high > highest * (1 + 1e-12) || view->low < lowest;
    view->high = fmin(view->high, highest);
    view->low = fmax(view->low, lowest);
    if (!(view->high > view->low) && view->numbers > 1)
        return sentence("--freq: nothing lies between %g and %g", view->low, view->high);
    return NULL;
}

const char *view_create(struct view *view, const struct header *rows, const char *axis, struct band band, double tilt)
{
    const struct scale *own = scale_find(rows->axis);
    *view = (struct view){.frequency = own != NULL,
                          .rows = own != NULL ? own : scale_find("linear"),
                          .tilt = tilt,
                          .first = rows->first,
                          .step = rows->step,
                          .numbers = (size_t)rows->width / (header_is(rows, "complex") ? 2 : 1)};
    view->axis = axis != NULL ? scale_find(axis) : view->rows;
    view->decibel = is_power(rows);
    if (!(rows->step > 0))
        return "its axis runs downwards";
    if (!view->frequency && axis != NULL && strcmp(axis, "linear") != 0)
        return sentence("--axis %s is for frequencies, and its columns are only numbered", axis);
    if (!view->frequency && tilt != 0)
        return "--tilt is for frequencies, and its columns are only numbered";
    label_levels(view, rows);
    return choose_ends(view, band);
}

double view_place(const void *user, double pixel)
{
    const struct view_pixels *it = user;
    const struct view *view = it->view;
    double share = it->pixels > 1 ? pixel / (double)(it->pixels - 1) : pixel + 0.5;
    double low = view->axis->from_hertz(view->low), high = view->axis->from_hertz(view->high);
    double at = low + share * (high - low);
    if (view->axis != view->rows)
        at = view->rows->from_hertz(view->axis->to_hertz(at));
    return (at - view->first) / view->step;
}

struct axis view_axis(const struct view *view)
{
    bool linear = strcmp(view->axis->unit, "hz") == 0;
    return (struct axis){.first = view->low,
                         .last = view->high,
                         .warp = linear ? NULL : view->axis->from_hertz,
                         .notation = view->frequency ? TICK_HERTZ : TICK_PLAIN};
}

const float *view_power(const struct view *view, const struct header *rows, float *power, const float *row)
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
    return row;
}

void view_level(const struct view *view, float *slots, size_t count, const double *slot_place)
{
    if (view->decibel)
        level_fill(slots, slots, count, LEVEL_FLOOR);
    if (view->tilt == 0)
        return;
    double least = view->rows->to_hertz(view->first + view->step); /* 0 Hz is tilted as its neighbour is */
    for (size_t i = 0; i < count; i++) {
        double hertz = fmax(view->rows->to_hertz(view->first + slot_place[i] * view->step), least);
        slots[i] += (float)(view->tilt * log2(hertz / 1000));
    }
}

/* -90, or p5 for the level that 5 % of all do not exceed. */
static const char *range_end(double *value, const char *text)
{
    return notation_number(value, text + (*text == 'p'));
}

const char *range_parse(struct range *range, const char *text)
{
    static const char wrong[] = "--range: not LO:HI (-90:-10), a range of percentiles (p5:p99) or auto";
    struct band band;
    *range = (struct range){.fit = strcmp(text, "auto") == 0};
    if (range->fit)
        return NULL;
    const char *colon = strchr(text, ':');
    if (colon == NULL || band_parse(&band, text, range_end) != NULL || isnan(band.low) || isnan(band.high))
        return wrong;
    *range = (struct range){band.low, band.high, text[0] == 'p', colon[1] == 'p', false};
    bool shares_are_wrong = (range->low_share && !(band.low >= 0 && band.low <= 100)) ||
                            (range->high_share && !(band.high >= 0 && band.high <= 100));
    if (shares_are_wrong || (range->low_share == range->high_share && !(band.high > band.low)))
        return wrong;
    return NULL;
}

struct range range_default(const struct view *view, const struct header *rows)
{
    bool level = header_is(rows, "level");
    bool density = is_density(rows);
    if ((!view->decibel && !level) || rows->full_scale != 1)
        return (struct range){.fit = true};
    return density ? (struct range){.low = -150, .high = -30} : (struct range){.low = -120, .high = 0};
}

void range_settle(struct range *range, const float *levels, size_t count, bool decibel)
{
    if (range->fit) { /* all that stands out of the background; decibels in whole numbers */
        range->low = shade_percentile(levels, count, decibel ? 0.05 : 0);
        range->high = shade_percentile(levels, count, 1);
        if (decibel) {
            range->high = ceil(range->high);
            range->high = fmax(range->high, LEVEL_FLOOR + 20);
            range->low = fmin(fmax(floor(range->low), range->high - 120), range->high - 20);
        }
    }
    if (range->low_share)
        range->low = shade_percentile(levels, count, range->low / 100);
    if (range->high_share)
        range->high = shade_percentile(levels, count, range->high / 100);
    if (!(range->high > range->low))
        range->high = range->low + 1;
    range->low += 0.0; /* -0 becomes 0 */
    range->high += 0.0;
    range->fit = range->low_share = range->high_share = false;
}
