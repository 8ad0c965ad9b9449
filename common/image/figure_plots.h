/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a figure of line plots that other figures do not have: grids, names above the plots, and the legend.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_PLOTS_H
#define SPECPIPE_IMAGE_FIGURE_PLOTS_H

struct figure;

/* Draws a line at every label of both axes of each plot. It is covered by the lines that are drawn later. */
void figure_plots_grid(struct figure *figure);

/* Draws the name of each plot above its left end, and the legend above the right end of the first one. */
void figure_plots_draw(struct figure *figure);

#endif
