/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/shade.h"

#include <assert.h>
#include <stdint.h>

/* Clamps by selection and rounds by truncation, so that the loops below vectorise. */
static inline float step_of(const struct shade *shade, float level)
{
    float steps = (float)(shade->steps - 1);
    float scale = (float)((double)steps / (shade->high - shade->low));
    float step = (level - (float)shade->low) * scale + 0.5F;
    step = step > 0 ? step : 0; /* false for NaN */
    return step < steps + 0.5F ? step : steps;
}

static void fill_bytes(struct shade shade, unsigned char *restrict step, const float *level, size_t count)
{
    for (size_t i = 0; i < count; i++)
        step[i] = (unsigned char)(int)step_of(&shade, level[i]);
}

static void fill_words(struct shade shade, uint16_t *restrict step, const float *level, size_t count)
{
    for (size_t i = 0; i < count; i++)
        step[i] = (uint16_t)(int)step_of(&shade, level[i]);
}

void shade_fill(const struct shade *shade, void *step, size_t step_bytes, const float *level, size_t count)
{
    assert(step_bytes == 1 || step_bytes == 2);
    if (step_bytes == 1)
        fill_bytes(*shade, step, level, count);
    else
        fill_words(*shade, step, level, count);
}
