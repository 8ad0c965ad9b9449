/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/linear_prediction.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The reflection coefficient that minimises the sum of both errors' squares; 0 where nothing is left to predict. */
static double reflection(const double *forward, const double *backward, size_t count)
{
    double product = 0, power = 0;
    for (size_t i = 0; i < count; i++) {
        product += forward[i] * backward[i];
        power += forward[i] * forward[i] + backward[i] * backward[i];
    }
    return power > 0 ? 2 * product / power : 0;
}

/* Levinson's recursion: coefficient[have] of a lower order become those of the next. */
static void raise_order(double *coefficient, size_t have, double reflected)
{
    for (size_t i = 0; i < have / 2; i++) {
        double low = coefficient[i], high = coefficient[have - 1 - i];
        coefficient[i] = low - reflected * high;
        coefficient[have - 1 - i] = high - reflected * low;
    }
    if (have % 2 == 1)
        coefficient[have / 2] *= 1 - reflected;
    coefficient[have] = reflected;
}

void prediction_fit(double *coefficient, size_t order, const float *sample, size_t count)
{
    assert(count > order);
    double *forward = mem_new(count, sizeof *forward), *backward = mem_new(count, sizeof *backward);
    for (size_t i = 0; i < count; i++)
        forward[i] = backward[i] = (double)sample[i];
    for (size_t have = 0; have < order; have++) {
        size_t left = count - have - 1; /* errors of order `have` are forward[1 + i] and backward[i] */
        double reflected = reflection(forward + 1, backward, left);
        for (size_t i = 0; i < left; i++) {
            double ahead = forward[i + 1];
            forward[i] = ahead - reflected * backward[i];
            backward[i] -= reflected * ahead;
        }
        raise_order(coefficient, have, reflected);
    }
    free(forward);
    free(backward);
}

void prediction_continue(float *next, size_t length, const float *sample, size_t count)
{
    double coefficient[PREDICTION_ORDER], past[2 * PREDICTION_ORDER] = {0};
    size_t order = count / 3 < PREDICTION_ORDER ? count / 3 : PREDICTION_ORDER;
    prediction_fit(coefficient, order, sample, count);
    for (size_t i = 0; i < order; i++) /* the latest first, and twice, so that a window of them slides without moves */
        past[i] = past[i + order] = (double)sample[count - 1 - i];
    for (size_t n = 0, latest = 0; n < length; n++) {
        double sum = 0;
        for (size_t i = 0; i < order; i++)
            sum += coefficient[i] * past[latest + i];
        latest = latest > 0 ? latest - 1 : order - (order > 0);
        past[latest] = sum;
        if (order > 0)
            past[latest + order] = sum;
        next[n] = (float)sum;
    }
}
