/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figure: where the panels of a picture lie, and the axes, labels and colour bar around them.
 *
 * The data area is exactly as large as asked for; everything else is laid around it and stays within the picture.
 * What has no room is left out (labels) or shortened (title), never drawn over something else.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_H
#define SPECPIPE_IMAGE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "image/canvas.h"
#include "image/ticks.h"

/* The direction in which time runs. */
enum orientation { TIME_RIGHT, TIME_UP, TIME_DOWN };
const char *orientation_name(size_t i);

enum theme { THEME_LIGHT, THEME_DARK };
const char *theme_name(size_t i);

/* Colours of the map beside axes: half-decibel steps over 120 dB. The other 15 palette entries are ink. */
enum { COLOURS_BARE = 256, COLOURS_WITH_AXES = 241 };

struct figure_setting {
    size_t width, height; /* of the data area, all panels together, in pixels */
    size_t panels;        /* one per channel: below each other, beside each other where time runs up or down */
    enum orientation orientation;
    size_t pixel_bytes;             /* of the canvas: 1, or 2 where bare */
    bool bare;                      /* the data area alone */
    bool strip;                     /* room for a waveform along each panel */
    double scale;                   /* of text and lines; 2 for dense screens */
    const char *font;               /* file; NULL: the default */
    struct axis time, value, level; /* `pixels` are filled in by the figure */
    const char *time_label, *value_label, *level_label, *title, *caption;
    const char *const *panel_names; /* [panels], shown where there are several */
};

struct box {
    ptrdiff_t x, y, width, height;
};

struct figure;

/* NULL, or why not (the font). */
const char *figure_create(struct figure **figure, const struct figure_setting *setting);

/* Pixels that panel `i` of `panels` has along the axis that they share. */
size_t figure_share(size_t pixels, size_t panels, size_t i);

struct canvas *figure_canvas(struct figure *figure);

/* Sets a panel's pixels at `time` (0: the earliest): line[pixels along the value axis], lowest first, pixel_bytes each. */
void figure_put(struct figure *figure, size_t panel, size_t time, const void *line);

/* Draws the waveform's extent at `time`: low and high in -1..1 of the strip's height. */
void figure_put_strip(struct figure *figure, size_t panel, size_t time, double low, double high);

/* Draws frames, ticks, labels, colour bar, title. Nothing where `bare`. */
void figure_draw(struct figure *figure);

/* palette[256][3] out: the colour map, and unless bare the ink from the theme's paper to its pen. NULL or a sentence. */
const char *figure_palette(unsigned char (*palette)[3], const char *colormap, enum theme theme, bool bare);

void figure_destroy(struct figure *figure);

#endif
