/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/shade.h"

#include <stdlib.h>

#include "base/memory.h"

/* Written so that it vectorises: the clamps are selections, the rounding a truncation. */
static inline float step_of(const struct shade *shade, float level)
{
    float steps = (float)(shade->steps - 1);
    float scale = (float)((double)steps / (shade->high - shade->low));
    float step = (level - (float)shade->low) * scale + 0.5F;
    step = step > 0 ? step : 0; /* NaN goes to the low end too */
    return step < steps + 0.5F ? step : steps;
}

void shade_bytes(const struct shade *shade, unsigned char *step, const float *level, size_t count)
{
    struct shade fixed = *shade;
    for (size_t i = 0; i < count; i++)
        step[i] = (unsigned char)(int)step_of(&fixed, level[i]);
}

void shade_words(const struct shade *shade, uint16_t *step, const float *level, size_t count)
{
    struct shade fixed = *shade;
    for (size_t i = 0; i < count; i++)
        step[i] = (uint16_t)(int)step_of(&fixed, level[i]);
}

double shade_percentile(const float *levels, size_t count, double share)
{
    enum { CELLS = 65536 };
    float least = levels[0], greatest = levels[0];
    for (size_t i = 1; i < count; i++) {
        least = levels[i] < least ? levels[i] : least;
        greatest = levels[i] > greatest ? levels[i] : greatest;
    }
    size_t *cell = mem_new(CELLS, sizeof *cell), below = 0, at = 0;
    double width = (double)greatest - (double)least, wanted = share * (double)(count - 1) + 1;
    for (size_t i = 0; i < count && width > 0; i++)
        cell[(size_t)(((double)levels[i] - (double)least) / width * (CELLS - 1) + 0.5)]++;
    while (at < CELLS - 1 && (double)(below + cell[at]) < wanted)
        below += cell[at++];
    free(cell);
    return (double)least + (width > 0 ? width * (double)at / (CELLS - 1) : 0);
}
