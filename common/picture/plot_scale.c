/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/plot_scale.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "signal/transform/level.h"

static const double decibel_step = 5, most_decibels = 120;

/* All finite values, in order; of decibels, without those at the floor. */
struct values {
    double *value; /* [count] */
    size_t count;
};

static void add(struct values *values, bool decibel, double value)
{
    double floor_end = LEVEL_FLOOR + 10; /* silence, also after the tilt or the rounding of a transform */
    if (isfinite(value) && (!decibel || value > floor_end))
        values->value[values->count++] = value;
}

static int by_value(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static struct values sort_values(bool decibel, const struct plot_point *point, size_t count)
{
    struct values values = {mem_new(2 * count, sizeof(double)), 0};
    for (size_t i = 0; i < count; i++) {
        add(&values, decibel, point[i].low);
        add(&values, decibel, point[i].high);
    }
    qsort(values.value, values.count, sizeof *values.value, by_value);
    return values;
}

/* The value that a percentage of all values do not exceed. */
static double percentile(const struct values *values, double percentage)
{
    double rank = ceil(percentage / 100 * (double)values->count) - 1;
    return values->value[rank > 0 ? (size_t)rank : 0];
}

static struct band fit_decibels(struct band ends)
{
    ends.high = decibel_step * ceil((ends.high + 1) / decibel_step); /* the line does not touch the frame */
    ends.low = decibel_step * floor(ends.low / decibel_step);
    ends.low = fmin(fmax(ends.low, ends.high - most_decibels), ends.high - 2 * decibel_step);
    return (struct band){ends.low, ends.high + 0.0}; /* -0 becomes 0 */
}

static struct band fit_values(struct band ends)
{
    double pad = 0.04 * (ends.high - ends.low);
    if (!(pad > 0))
        pad = ends.high != 0 ? 0.1 * fabs(ends.high) : 0.5; /* a single value */
    bool from_zero = ends.low >= 0 && ends.low < ends.high / 4;
    return (struct band){from_zero ? 0 : ends.low - pad, ends.high + pad};
}

/* The ends for these values, if the range does not set them. */
static struct band fit(bool decibel, const struct values *values)
{
    if (values->count == 0)
        return decibel ? (struct band){-most_decibels, 0} : (struct band){0, 1};
    struct band ends = {values->value[0], values->value[values->count - 1]};
    return decibel ? fit_decibels(ends) : fit_values(ends);
}

struct band plot_scale_find(const struct range *range, bool decibel, const struct plot_point *point, size_t count)
{
    if (range_is_absolute(range))
        return (struct band){range->low, range->high};
    struct values values = sort_values(decibel, point, count);
    struct band ends = fit(decibel, &values);
    if (range->high_is == RANGE_LEVEL || (range->high_is == RANGE_PERCENTILE && values.count > 0))
        ends.high = range->high_is == RANGE_LEVEL ? range->high : percentile(&values, range->high);
    if (range->low_is == RANGE_LEVEL || (range->low_is == RANGE_PERCENTILE && values.count > 0))
        ends.low = range->low_is == RANGE_LEVEL ? range->low : percentile(&values, range->low);
    if (range->low_is == RANGE_BELOW)
        ends.low = ends.high - range->low;
    free(values.value);
    if (!(ends.high > ends.low))
        ends.high = ends.low + fmax(1, 1e-6 * fabs(ends.low));
    return ends;
}
