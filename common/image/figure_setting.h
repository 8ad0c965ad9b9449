/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of a figure: sizes, axes and texts.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_SETTING_H
#define SPECPIPE_IMAGE_FIGURE_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "image/tick_names.h"

/* The direction in which time runs. */
enum orientation { TIME_RIGHT, TIME_UP, TIME_DOWN };
const char *orientation_name(size_t i);

enum theme { THEME_LIGHT, THEME_DARK };
const char *theme_name(size_t i);

/*
 * Colours of the map, of 256 palette entries. With axes, the other 15 are ink; 241 colours are half-decibel steps over
 * 120 dB.
 */
enum { COLOURS_BARE = 256, COLOURS_WITH_AXES = 241 };

/* A figure of line plots. Each panel has an axis of its own; there is no colour bar. */
struct figure_plots {
    const struct axis *value;       /* [panels]; `pixels` are not used */
    const struct tick_names *names; /* [panels]: of the values */
    const size_t *share;            /* [panels]: the parts of the data area that each panel has; NULL: one each */
    const char *const *legend;
    size_t legend_count; /* of lines; none is drawn for a single one */
};

struct figure_setting {
    size_t width, height; /* of the data area, all panels together, in pixels */
    size_t panels;        /* one per channel: stacked where time runs right, else side by side */
    enum orientation orientation;
    size_t pixel_bytes; /* of the canvas: 1, or 2 where bare */
    bool bare;          /* the data area alone */
    bool strip;         /* a strip for the waveform along each panel */
    bool no_colour_bar;
    const unsigned char (*grid)[3]; /* [256] the palette, for a grid at the labels over the data; NULL: no grid */
    double scale;                   /* of text and lines; 2 for dense screens */
    const char *font;               /* a file; NULL: the default */
    struct axis time, value, level; /* `pixels` are not used */
    struct tick_names value_names;  /* of the values */
    /* All texts must last until figure_draw. */
    const char *time_label, *value_label, *level_label, *title, *caption;
    const char *const *panel_names;   /* [panels]; NULL: they have none */
    const char *strip_label;          /* beside each strip; NULL: none */
    const struct figure_plots *plots; /* NULL: levels as colours */
};

/* Pixels of panel `i` along the axis that the panels share. */
size_t figure_share(size_t pixels, size_t panels, size_t i);

/* The same for the panels of a figure. */
size_t figure_panel_pixels(const struct figure_setting *setting, size_t i);

#endif
