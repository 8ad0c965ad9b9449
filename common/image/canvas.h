/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A canvas is a picture of one byte a pixel; what colour a byte means is the palette's affair.
 *
 * Whatever is drawn is clipped: no coordinate is an error.
 */
#ifndef SPECPIPE_IMAGE_CANVAS_H
#define SPECPIPE_IMAGE_CANVAS_H

#include <stddef.h>

struct canvas {
    size_t width, height; /* pixels */
    unsigned char *pixel; /* [height][width], row 0 at the top */
};

/* Palette indices first..first + count - 1 run from background to full ink; 1 <= count, first + count <= 256. */
struct ink {
    unsigned char first, count;
};

/* A canvas full of `fill`. */
struct canvas *canvas_create(size_t width, size_t height, unsigned char fill);
void canvas_destroy(struct canvas *canvas);

/* Fills `width` x `height` pixels from the upper left corner (x, y); a size below 1 draws nothing. */
void canvas_box(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, ptrdiff_t width, ptrdiff_t height,
                unsigned char value);

/*
 * coverage  0..255, how much of the pixel the shape covers
 *
 * The heavier of the old and the new ink stays, so the soft edges of neighbouring glyphs do not erase each other.
 * There is no mixture of ink and data: on a pixel that is not ink, a coverage below 128 draws nothing, more draws
 * full ink.
 */
void canvas_blend(struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, unsigned char coverage, struct ink ink);

#endif
