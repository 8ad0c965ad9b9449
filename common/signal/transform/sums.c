/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/sums.h"

enum { LANES = 8 };

static double add_up(const double sums[LANES])
{
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

double sum_of(const float *x, size_t count)
{
    double sums[LANES] = {0}, rest = 0;
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += (double)x[i + lane];
    for (; i < count; i++)
        rest += (double)x[i];
    return add_up(sums) + rest;
}

double sum_of_squares(const float *x, size_t count)
{
    double sums[LANES] = {0}, rest = 0;
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += (double)x[i + lane] * (double)x[i + lane];
    for (; i < count; i++)
        rest += (double)x[i] * (double)x[i];
    return add_up(sums) + rest;
}

double sum_of_double_squares(const double *x, size_t count)
{
    double sums[LANES] = {0}, rest = 0;
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += x[i + lane] * x[i + lane];
    for (; i < count; i++)
        rest += x[i] * x[i];
    return add_up(sums) + rest;
}
