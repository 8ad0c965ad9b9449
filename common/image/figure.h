/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A figure: the panels of a picture, with axes, labels and a colour bar around them.
 *
 * The folder image draws without knowledge of spectra; the folder picture draws spectra with it.
 *
 * The data area has exactly the size given; everything else is laid out around it and stays within the figure.
 * A label without room is left out and a title is shortened; nothing overlaps.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_H
#define SPECPIPE_IMAGE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "image/canvas.h"
#include "image/figure_draw.h"
#include "image/figure_setting.h"
#include "image/line_plot.h"

struct figure;

/* NULL, or why the font cannot be used. */
const char *figure_create(struct figure **figure, const struct figure_setting *setting);

/* The canvas, which belongs to the figure. */
struct canvas *figure_canvas(struct figure *figure);

/* Sets a panel's pixels at `time` (0: first): line[pixels along the value axis], lowest first, pixel_bytes each. */
void figure_put(struct figure *figure, size_t panel, size_t time, const void *line);

/* Pixels of a panel along its value axis. */
size_t figure_value_pixels(const struct figure *figure, size_t panel);

/* Draws the waveform's extent at `time`: low and high in -1..1 of the strip's height. */
void figure_put_strip(struct figure *figure, size_t panel, size_t time, double low, double high);

/*
 * Draws a line into a panel of line plots.
 *
 * point[count]  in: pixels along the panel, and values on its axis; out: pixels
 * line          selects the colour
 * steps         every value is drawn constant half-way to the points next to it
 */
void figure_put_line(struct figure *figure, size_t panel, size_t line, struct plot_point *point, size_t count,
                     bool steps);

/* palette[256][3] out: the colour map and, unless bare, the shades of ink of the theme. Returns NULL or a sentence. */
const char *figure_palette(unsigned char (*palette)[3], const char *colormap, enum theme theme, bool bare);

/* The number of characters of the title that neither the font nor an installed one has. */
size_t figure_missing(struct figure *figure);

void figure_destroy(struct figure *figure);

#endif
