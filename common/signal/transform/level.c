/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/level.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

/*
 * power = 2^exponent * mantissa with the mantissa from sqrt(1/2) to sqrt(2), so that the logarithm of the mantissa is
 * small near 1. ln(mantissa) = 2 atanh(s), s = (mantissa - 1) / (mantissa + 1), |s| <= 0.1716. The first omitted term
 * of the series is 2 s^9 / 9 < 3e-8, below the last bit. Without branches, calls and tables it vectorises.
 */
static inline float decibels(float power, float floor)
{
    static const uint32_t one = 0x3f800000, root_half = 0x3f3504f3; /* as floats: 1, sqrt(1/2) */
    const float per_octave = 3.010299957f;                          /* 10 log10(2) */
    const float per_neper = 8.685889638f;                           /* 20 / ln(10) */
    uint32_t bits = 0;
    float mantissa = 0;

    power = power > FLT_MIN ? power : FLT_MIN; /* NaN becomes FLT_MIN too */
    memcpy(&bits, &power, sizeof bits);
    bits += one - root_half;
    float exponent = (float)((int32_t)(bits >> 23) - 127);
    bits = (bits & 0x007fffff) + root_half;
    memcpy(&mantissa, &bits, sizeof mantissa);

    float s = (mantissa - 1) / (mantissa + 1);
    float square = s * s;
    float series = s + s * square * (1.0f / 3 + square * (1.0f / 5 + square * (1.0f / 7)));
    float level = per_octave * exponent + per_neper * series;
    return level > floor ? level : floor;
}

void level_fill(float *level, const float *power, size_t count, float floor)
{
    if (level != power)
        memcpy(level, power, count * sizeof *level);
    for (size_t i = 0; i < count; i++) /* in one array: clang does not vectorise when two arrays might overlap */
        level[i] = decibels(level[i], floor);
}

float level_of(float power, float floor)
{
    return decibels(power, floor);
}
