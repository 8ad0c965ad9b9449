/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The layout of a figure: the ticks of its axes, its margins, and the box of each panel.
 *
 * The data area has exactly the size given; the margins around it have room for ticks and labels.
 */
#ifndef SPECPIPE_IMAGE_FIGURE_LAYOUT_H
#define SPECPIPE_IMAGE_FIGURE_LAYOUT_H

#include "image/canvas.h"
#include "image/figure_setting.h"
#include "image/text.h"
#include "image/ticks.h"

enum { MOST_TICKS = 4096, SOFT_INK = COLOURS_WITH_AXES + 8, FULL_INK = 255 };

/* Pixels; (x, y) is the upper left corner. */
struct box {
    ptrdiff_t x, y, width, height;
};

/* An axis with its ticks. */
struct scale_bar {
    struct axis axis;
    size_t count;
    double widest; /* pixels of the longest label */
    struct tick tick[MOST_TICKS];
};

/* All sizes are in pixels. */
struct figure {
    struct figure_setting setting;
    double unit;                /* of all distances and line widths: setting.scale */
    struct font *small, *large; /* NULL where bare */
    struct scale_bar time, value, level;
    char note_label[40];                /* of the value axis, where it has notes */
    ptrdiff_t left, top, right, bottom; /* margins; 0 where bare */
    ptrdiff_t gap;                      /* between panels */
    ptrdiff_t width, height;            /* of the whole figure */
    struct box *panel, *strip;          /* [panels] */
    struct canvas *canvas;
};

/* Whether time runs up or down; panels are then side by side. */
bool figure_time_is_vertical(const struct figure *figure);

/* The value axis of a panel, with its pixels. */
struct axis figure_value_axis(const struct figure *figure, size_t panel);

/* Places the ticks of a panel's value axis into figure->value; its `widest` is that of all panels. */
void figure_value_ticks(struct figure *figure, size_t panel);

/* Sets all of the layout from the settings and the open fonts. */
void figure_layout(struct figure *figure);

#endif
