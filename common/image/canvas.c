/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/canvas.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct canvas *canvas_create(size_t width, size_t height, unsigned char fill)
{
    struct canvas *canvas = mem_new(1, sizeof *canvas);
    *canvas = (struct canvas){.width = width, .height = height, .pixel = mem_new(height, width)};
    if (fill != 0 && width * height > 0)
        memset(canvas->pixel, fill, width * height);
    return canvas;
}

void canvas_destroy(struct canvas *canvas)
{
    if (canvas == NULL)
        return;
    free(canvas->pixel);
    free(canvas);
}

/* Cuts the stretch first..first + count - 1 to 0..limit - 1; returns what is left of count. */
static size_t clip(ptrdiff_t *first, ptrdiff_t count, size_t limit)
{
    if (count <= 0)
        return 0;
    if (*first < 0) {
        count += *first;
        *first = 0;
    }
    if (count <= 0 || (size_t)*first >= limit)
        return 0;
    return (size_t)count < limit - (size_t)*first ? (size_t)count : limit - (size_t)*first;
}

void canvas_box(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, ptrdiff_t width, ptrdiff_t height, unsigned char value)
{
    const size_t columns = clip(&x, width, canvas->width), rows = clip(&y, height, canvas->height);
    if (columns == 0)
        return;
    for (size_t row = 0; row < rows; row++)
        memset(canvas->pixel + ((size_t)y + row) * canvas->width + (size_t)x, value, columns);
}

void canvas_blend(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, unsigned char coverage, struct ink ink)
{
    if (x < 0 || y < 0 || (size_t)x >= canvas->width || (size_t)y >= canvas->height || coverage == 0)
        return;
    unsigned char *pixel = canvas->pixel + (size_t)y * canvas->width + (size_t)x;
    const int full = ink.count - 1, level = (2 * coverage * full + 255) / (2 * 255);
    if (*pixel >= ink.first && *pixel <= ink.first + full) {
        if (ink.first + level > *pixel)
            *pixel = (unsigned char)(ink.first + level);
    } else if (coverage >= 128) {
        *pixel = (unsigned char)(ink.first + full);
    }
}
