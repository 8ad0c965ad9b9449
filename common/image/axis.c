/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/axis.h"

#include <math.h>

static const double edge = 1e-6; /* tolerance for the rounding of a mark at an end, in steps or pixels */

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

double axis_mark_origin(const struct axis *axis)
{
    return axis->notation == TICK_CLOCK ? axis->clock : 0;
}

double axis_mark_pixel(const struct axis *axis, double mark)
{
    return axis_pixel(axis, mark - axis_mark_origin(axis));
}

bool axis_has_pixel(const struct axis *axis, double pixel)
{
    const double reach = axis_reach + axis->slack;
    return pixel >= -reach && pixel <= axis->pixels - 1 + reach;
}

double axis_onto(const struct axis *axis, double pixel)
{
    return fmax(-axis_reach, fmin(pixel, axis->pixels - 1 + axis_reach));
}

void axis_range(const struct axis *axis, double *low, double *high)
{
    *low = fmin(axis->first, axis->last);
    *high = fmax(axis->first, axis->last);
    if (axis->warp != NULL)
        return;
    const double half = (axis_reach + axis->slack) * (*high - *low) / (axis->pixels - 1);
    *low -= half;
    *high += half;
}

bool axis_is_valid(const struct axis *axis)
{
    return axis->pixels > 1 && axis->pixels < 1e9 && isfinite(axis_mark_origin(axis)) && isfinite(axis->first) &&
           isfinite(axis->last) && axis->first != axis->last && axis_pixel(axis, axis->first) == 0 &&
           fabs(axis_pixel(axis, axis->last) - (axis->pixels - 1)) < edge;
}

bool axis_multiples(double *from, double *to, double low, double high, double unit, double most)
{
    *from = ceil(low / unit - edge);
    *to = floor(high / unit + edge);
    return fabs(*from) < 1e12 && fabs(*to) < 1e12 && fabs(*to * unit) < 1e15 && fabs(*from * unit) < 1e15 &&
           *to >= *from && *to - *from + 1 <= most;
}

bool axis_is_multiple(double mark, double unit)
{
    const double times = mark / unit;
    return fabs(times) < 1e12 && fabs(times - round(times)) <= edge * fmin(1, fabs(times));
}

bool axis_keeps_apart(const struct axis *axis, double low, double high, double unit, double distance, double most)
{
    double from = 0, to = 0;
    if (!axis_multiples(&from, &to, low, high, unit, most))
        return false;
    double before = axis_mark_pixel(axis, from * unit);
    for (double k = from + 1; k <= to; k++) {
        const double here = axis_mark_pixel(axis, k * unit);
        if (!(fabs(here - before) >= distance))
            return false;
        before = here;
    }
    return true;
}
