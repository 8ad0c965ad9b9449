/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/points.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/names.h"

struct points *points_create(size_t bins)
{
    struct points *points = mem_new(1, sizeof *points);
    *points = (struct points){.bins = bins,
                              .shift = mem_new(bins, sizeof(float)),
                              .delay = mem_new(bins, sizeof(float)),
                              .power = mem_new(bins, sizeof(float)),
                              .mixed = mem_new(bins, sizeof(float)),
                              .unmoved = mem_new(bins, sizeof(bool)),
                              .real = mem_new(bins, sizeof(float)),
                              .imaginary = mem_new(bins, sizeof(float))};
    return points;
}

void points_destroy(struct points *points)
{
    if (points == NULL)
        return;
    free(points->shift);
    free(points->delay);
    free(points->power);
    free(points->mixed);
    free(points->unmoved);
    free(points->real);
    free(points->imaginary);
    free(points);
}

double points_energy(const struct points *points)
{
    double sum[4] = {0}; /* four partial sums, which vectorise */
    size_t k = 0;
    for (; k + 4 <= points->bins; k += 4)
        for (size_t i = 0; i < 4; i++)
            sum[i] += (double)points->power[k + i];
    for (; k < points->bins; k++)
        sum[0] += (double)points->power[k];
    return sum[0] + sum[1] + (sum[2] + sum[3]);
}

void points_clear_sidelobe_delays(struct points *points, size_t fft_size, float tone_delay)
{
    float *restrict delay = points->delay;
    float size = (float)fft_size, opposite = size * (63.0f / 128), nearly = size * (15.0f / 32), little = size / 4;
    for (size_t k = 0; k < points->bins; k++) {
        float much = fabsf(delay[k]), next = k + 1 < points->bins ? fabsf(delay[k + 1]) : size;
        delay[k] = (much >= opposite) | ((much >= nearly) & (next < little)) ? tone_delay : delay[k];
    }
}

void points_mark_scattered(struct points *points)
{
    bool *restrict unmoved = points->unmoved;
    const float *restrict mixed = points->mixed;
    for (size_t k = 0; k < points->bins; k++)
        unmoved[k] |= !(fabsf(mixed[k] - 0.5f) <= 1); /* also of NaN */
}

NAMES(keep_name, "all", "lines", "impulses", "both")

static float greatest(const float *values, size_t count)
{
    float most[8] = {0};
    size_t k = 0;
    for (; k + 8 <= count; k += 8)
        for (size_t i = 0; i < 8; i++)
            most[i] = values[k + i] > most[i] ? values[k + i] : most[i];
    for (; k < count; k++)
        most[0] = values[k] > most[0] ? values[k] : most[0];
    for (size_t i = 1; i < 8; i++)
        most[0] = most[i] > most[0] ? most[i] : most[0];
    return most[0];
}

void points_prune_weak(struct points *points, const struct prune *prune)
{
    float *restrict power = points->power;
    float least = prune->depth * greatest(power, points->bins);
    least = least > prune->floor ? least : prune->floor;
    for (size_t k = 0; k < points->bins; k++)
        power[k] = power[k] < least ? 0 : power[k];
}

void points_prune_mixed(struct points *points, const struct prune *prune)
{
    float *restrict power = points->power;
    const float *restrict mixed = points->mixed;
    float line = prune->keep == KEEP_LINES || prune->keep == KEEP_BOTH ? prune->tolerance : -1;
    float impulse = prune->keep == KEEP_IMPULSES || prune->keep == KEEP_BOTH ? prune->tolerance : -1;
    if (prune->keep == KEEP_ALL)
        return;
    for (size_t k = 0; k < points->bins; k++)
        power[k] = ((fabsf(mixed[k]) < line) | (fabsf(mixed[k] - 1) < impulse)) ? power[k] : 0;
}
