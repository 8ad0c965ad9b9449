/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/ridge_peaks.h"

#include <math.h>

bool ridge_is_peak(const struct points *points, size_t k, double most_shift)
{
    float power = points->power[k];
    return fabs((double)points->shift[k]) <= most_shift && (k == 0 || points->power[k - 1] < power) &&
           (k + 1 == points->bins || points->power[k + 1] <= power);
}

/* From the frequency of the point at k to that of the point at i, in bins. */
static double frequency_distance(const struct points *points, size_t k, size_t i)
{
    return ((double)i - (double)k) + ((double)points->shift[i] - (double)points->shift[k]);
}

/* The energy on one side of bin k, without it; step: 1 upwards, -1 downwards. */
static double side_energy(const struct points *points, size_t k, int step, double tolerance)
{
    double sum = 0;
    float last = points->power[k];
    bool falling = true;
    for (size_t i = k + (size_t)step; i < points->bins && points->power[i] > 0; i += (size_t)step) {
        falling &= points->power[i] <= last;
        if (!falling && !(fabs(frequency_distance(points, k, i)) <= tolerance))
            break;
        last = points->power[i];
        sum += (double)last;
    }
    return sum;
}

double ridge_energy(const struct points *points, size_t k, double tolerance)
{
    return (double)points->power[k] + side_energy(points, k, -1, tolerance) + side_energy(points, k, 1, tolerance);
}
