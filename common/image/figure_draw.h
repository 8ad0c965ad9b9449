/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Draws everything of a figure that is not data: the frame, ticks and labels of each panel, the panels' names, the
 * colour bar, the title and the caption.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_DRAW_H
#define SPECPIPE_IMAGE_FIGURE_DRAW_H

struct figure;

/* Adds all of this to a figure; nothing to a bare one. */
void figure_draw(struct figure *figure);

#endif
