/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/angle.h"

#include <float.h>
#include <math.h>

/*
 * The angle from the nearer axis is between 0 and pi / 4. Above pi / 8, atan(t) = pi / 4 + atan((t - 1) / (t + 1)), so
 * the polynomial needs to approximate atan up to tan(pi / 8) only.
 */
static inline float angle_of(float imaginary, float real)
{
    const float quarter = 0.785398163f, half = 1.570796327f, whole = 3.141592654f, tan_eighth = 0.414213562f;
    float up = fabsf(imaginary), along = fabsf(real);
    float low = up < along ? up : along, high = up < along ? along : up;
    float steep = low / (high > FLT_MIN ? high : FLT_MIN);
    float from = steep > tan_eighth ? (steep - 1) / (steep + 1) : steep;
    float square = from * from;
    float series = 8.05374449538e-2f * square - 1.38776856032e-1f;
    series = (series * square + 1.99777106478e-1f) * square - 3.33329491539e-1f;
    float angle = (steep > tan_eighth ? quarter : 0) + (from + from * square * series);
    angle = up > along ? half - angle : angle;
    angle = real < 0 ? whole - angle : angle;
    return copysignf(angle, imaginary);
}

void angle_fill(float *restrict angles, const float *restrict imaginary, const float *restrict real, size_t count)
{
    for (size_t i = 0; i < count; i++)
        angles[i] = angle_of(imaginary[i], real[i]);
}
