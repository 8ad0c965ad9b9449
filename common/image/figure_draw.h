/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drawing the frames, ticks, labels, title and colour bar of a figure.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_DRAW_H
#define SPECPIPE_IMAGE_FIGURE_DRAW_H

struct figure;

/* Draws all but the data; nothing on a bare figure. */
void figure_draw(struct figure *figure);

#endif
