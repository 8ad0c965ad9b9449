/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/even_times.h"

#include <float.h>
#include <math.h>

#include "base/fraction.h"

void even_times_create(struct even_times *times, double half)
{
    *times = (struct even_times){.high = INFINITY, .half = half};
}

bool even_times_push(struct even_times *times, double time)
{
    double slack = 2 * times->half + 4 * DBL_EPSILON * (fabs(time) + fabs(times->first));
    if (times->rows == 0) {
        times->first = time;
    } else {
        double rows = (double)times->rows;
        times->low = fmax(times->low, (time - times->first - slack) / rows);
        times->high = fmin(times->high, (time - times->first + slack) / rows);
    }
    times->rows++;
    return times->low <= times->high && times->high > 0;
}

bool even_times_rate(const struct even_times *times, struct ratio *rate)
{
    if (times->rows < 2 || !(times->low <= times->high && times->high > 0))
        return false;
    const double middle = (times->low + times->high) / 2;
    *rate = times->low > 0 ? fraction_simplest(1 / times->high, 1 / times->low) : (struct ratio){1 / middle, 1};
    return true;
}

bool even_times_agree(const struct even_times *times, struct ratio rate)
{
    double distance = 1 / ratio_value(rate);
    return times->rows < 2 || (distance >= times->low * (1 - 1e-12) && distance <= times->high * (1 + 1e-12));
}
