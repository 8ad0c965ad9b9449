/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Painting a picture: numbers that were pooled become levels, and these the pixels of its data area.
 *
 * To be called in this order, once all rows have come; words and axes are made elsewhere.
 */
#ifndef SPECPIPE_PICTURE_PAINT_H
#define SPECPIPE_PICTURE_PAINT_H

#include "picture/panels.h"

/* Turns what was pooled into levels, in place; *range out: the range that is drawn. NULL, or why there is none. */
const char *paint_levels(struct picture *picture, struct range *range);

/* At a fixed number of pixels a second, makes the picture as wide as its rows are long. */
void paint_width(struct picture *picture);

/* Fills the data area of picture->figure, which has that width by now, and of low_bytes where there is one. */
void paint_panels(struct picture *picture, const struct range *range);

/* Line y of the finished picture as png_save asks for it, until the next one; high and low bytes make 16-bit grey. */
const unsigned char *paint_row(void *picture, size_t y);

#endif
