/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A canvas is a picture of one or two bytes a pixel: an index of the palette, or grey of 8 or 16 bits.
 *
 * Drawing is clipped to the canvas: no coordinate is an error.
 */
#ifndef SPECPIPE_IMAGE_CANVAS_H
#define SPECPIPE_IMAGE_CANVAS_H

#include <stddef.h>

struct canvas {
    size_t width, height; /* pixels */
    size_t pixel_bytes;   /* 1, or 2 for uint16_t in the machine's order */
    unsigned char *pixel; /* [height][width][pixel_bytes], row 0 at the top */
};

/*
 * Palette indices first .. first + count - 1 hold the shades from background to full ink (`count` of them).
 * 1 <= count, first + count <= 256.
 */
struct ink {
    unsigned char first, count;
};

/* Sets every byte to `fill`. */
struct canvas *canvas_create(size_t width, size_t height, size_t pixel_bytes, unsigned char fill);
void canvas_destroy(struct canvas *canvas);

/* The first byte of row y, 0 <= y < height. */
const unsigned char *canvas_row(const struct canvas *canvas, size_t y);

/* Copies line[count] pixels of pixel_bytes each: to the right from (x, y), or upwards from it. */
void canvas_put_row(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, const void *line, size_t count);
void canvas_put_column(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, const void *line, size_t count);

/*
 * Fills `width` x `height` pixels from the upper left corner (x, y); a size below 1 draws nothing. Like canvas_blend,
 * for canvases of one byte a pixel.
 */
void canvas_box(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, ptrdiff_t width, ptrdiff_t height,
                unsigned char value);

/*
 * coverage  0..255: the part of the pixel that the shape covers
 *
 * The darker of the old and the new ink remains, so the soft edges of adjacent glyphs do not erase each other.
 * Ink and data do not mix: on a pixel that is not ink, a coverage below 128 draws nothing, from 128 on full ink.
 */
void canvas_blend(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, unsigned char coverage, struct ink ink);

#endif
