/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/canvas.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct canvas *canvas_create(size_t width, size_t height, size_t pixel_bytes, unsigned char fill)
{
    struct canvas *canvas = mem_new(1, sizeof *canvas);
    *canvas = (struct canvas){
        .width = width, .height = height, .pixel_bytes = pixel_bytes, .pixel = mem_new(height, width * pixel_bytes)};
    if (fill != 0 && width * height > 0)
        memset(canvas->pixel, fill, width * height * pixel_bytes);
    return canvas;
}

void canvas_destroy(struct canvas *canvas)
{
    if (canvas == NULL)
        return;
    free(canvas->pixel);
    free(canvas);
}

static size_t row_bytes(const struct canvas *canvas)
{
    return canvas->width * canvas->pixel_bytes;
}

const unsigned char *canvas_row(const struct canvas *canvas, size_t y)
{
    return canvas->pixel + y * row_bytes(canvas);
}

/* Clips first..first + count - 1 to 0..limit - 1; returns the new count. */
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

void canvas_put_row(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, const void *line, size_t count)
{
    ptrdiff_t first = x;
    size_t columns = clip(&first, (ptrdiff_t)count, canvas->width);
    if (columns == 0 || y < 0 || (size_t)y >= canvas->height)
        return;
    size_t bytes = canvas->pixel_bytes;
    memcpy(canvas->pixel + (size_t)y * row_bytes(canvas) + (size_t)first * bytes,
           (const unsigned char *)line + (size_t)(first - x) * bytes, columns * bytes);
}

void canvas_put_column(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, const void *line, size_t count)
{
    if (y < 0 || x < 0 || (size_t)x >= canvas->width)
        return;
    ptrdiff_t top = y - (ptrdiff_t)count + 1;
    size_t rows = clip(&top, (ptrdiff_t)count, canvas->height), stride = row_bytes(canvas);
    if (rows == 0)
        return;
    unsigned char *to = canvas->pixel + (size_t)top * stride + (size_t)x * canvas->pixel_bytes;
    const unsigned char *from = (const unsigned char *)line + (size_t)(y - top) * canvas->pixel_bytes;
    if (canvas->pixel_bytes == 1)
        for (size_t i = 0; i < rows; i++, to += stride)
            *to = *from--;
    else
        for (size_t i = 0; i < rows; i++, to += stride, from -= canvas->pixel_bytes)
            memcpy(to, from, canvas->pixel_bytes);
}

void canvas_box(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, ptrdiff_t width, ptrdiff_t height, unsigned char value)
{
    assert(canvas->pixel_bytes == 1);
    const size_t columns = clip(&x, width, canvas->width), rows = clip(&y, height, canvas->height);
    if (columns == 0)
        return;
    for (size_t row = 0; row < rows; row++)
        memset(canvas->pixel + ((size_t)y + row) * canvas->width + (size_t)x, value, columns);
}

void canvas_blend(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, unsigned char coverage, struct ink ink)
{
    assert(canvas->pixel_bytes == 1);
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
