/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Draws the grid of a figure: fine lines over the data at the labels of both axes.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_GRID_H
#define SPECPIPE_IMAGE_FIGURE_GRID_H

struct figure;

/* Draws the grid over the data of all panels, with the palette setting.grid. Call it before frames are drawn. */
void figure_draw_grid(struct figure *figure);

#endif
