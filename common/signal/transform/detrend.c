/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/detrend.h"

#include "base/names.h"
#include "signal/transform/sums.h"

NAMES(detrend_name, "none", "mean", "linear")

/* Least squares over n = 0 .. length - 1: x ~ mean + slope (n - (length - 1) / 2). */
struct trend detrend_find(enum detrend detrend, const float *frame, size_t length)
{
    double moment = 0, centre = ((double)length - 1) / 2;
    if (detrend == DETREND_NONE)
        return (struct trend){0, 0};
    if (detrend == DETREND_MEAN || length == 1)
        return (struct trend){sum_of(frame, length) / (double)length, 0};
    for (size_t i = 0; i < length; i++)
        moment += ((double)i - centre) * (double)frame[i];
    double slope = 12 * moment / ((double)length * ((double)length * (double)length - 1));
    return (struct trend){sum_of(frame, length) / (double)length, slope};
}

void detrend_subtract(float *flat, struct trend trend, const float *frame, size_t length)
{
    double centre = ((double)length - 1) / 2;
    if (trend.slope == 0)
        for (size_t i = 0; i < length; i++)
            flat[i] = (float)((double)frame[i] - trend.mean);
    else
        for (size_t i = 0; i < length; i++)
            flat[i] = (float)((double)frame[i] - trend.mean - trend.slope * ((double)i - centre));
}
