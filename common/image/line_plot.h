/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Line plots: antialiased lines in the colours of a palette with one byte a pixel.
 *
 * A line is a sequence of points along one axis of a box. A point may be an extent, from the lowest to the highest of
 * the values that fall on one pixel, so that no value vanishes.
 */
#ifndef SPECPIPE_IMAGE_LINE_PLOT_H
#define SPECPIPE_IMAGE_LINE_PLOT_H

#include <stdbool.h>

#include "image/canvas.h"
#include "image/figure_setting.h"

/*
 * The palette of a figure with line plots: the first entries are a colour map, then follow LINE_COLOURS colours of
 * LINE_SHADES shades each, from paper to full colour, and at COLOURS_WITH_AXES the shades of ink, as in all figures.
 */
enum { LINE_COLOURS = 7, LINE_SHADES = 16, COLOURS_WITH_LINES = COLOURS_WITH_AXES - LINE_COLOURS * LINE_SHADES };

/*
 * Replaces the colours of a figure_palette with axes by the fewer colours of the same map and those of the lines.
 * Returns NULL or a sentence about the colour map.
 */
const char *line_plot_palette(unsigned char (*palette)[3], const char *colormap, enum theme theme);

/* The shades of line `i`. The colours repeat after LINE_COLOURS lines, and every second round is dashed. */
struct ink line_plot_ink(size_t i);
bool line_plot_dashed(size_t i);

/* Coordinates are pixels of the box: 0 is the centre of the first pixel, at the low end of either axis. */
struct plot_point {
    double along;
    double low, high; /* low <= high; NAN: a gap */
};

struct line_plot {
    ptrdiff_t x, y, width, height; /* the box, which nothing is drawn beyond; (x, y) is its upper left corner */
    enum orientation orientation;  /* of `along`; the values' axis is then upwards or to the right */
    double thickness;              /* of the line, in pixels */
    size_t line;                   /* selects colour and dashes */
    bool steps;                    /* every value is drawn constant half-way to the points next to it */
};

/*
 * point[count]  rising along the axis; infinite values are beyond the box
 *
 * Adjacent points are connected, unless one is a gap; a point between gaps is a dot.
 */
void line_plot_draw(const struct line_plot *plot, struct canvas *canvas, const struct plot_point *point, size_t count);

#endif
