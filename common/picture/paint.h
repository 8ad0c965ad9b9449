/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Painting: pooled numbers become levels, and levels become the pixels of the data area.
 *
 * Called once all rows have been pushed, in this order; axes and labels are drawn elsewhere.
 */
#ifndef SPECPIPE_PICTURE_PAINT_H
#define SPECPIPE_PICTURE_PAINT_H

#include "picture/panels.h"

/*
 * Turns pooled numbers into levels, in place. Sets the size along time, at a fixed number of pixels per second, and
 * picture->range: from the pixels, where it is relative. Returns NULL, or why there are no levels.
 */
const char *paint_levels(struct picture *picture);

/* Counts the levels of all pixels, instead of drawing them. Returns NULL, or why there are none. */
const char *paint_count(struct picture *picture, struct level_counts *counts);

/* Fills the data area of picture->figure, which was created after paint_levels. */
void paint_panels(struct picture *picture);

#endif
