/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a figure, shared by its layout (figure.c) and its drawing (figure_draw.c).
 */
#ifndef SPECPIPE_IMAGE_FIGURE_PARTS_H
#define SPECPIPE_IMAGE_FIGURE_PARTS_H

#include "image/figure.h"
#include "image/text.h"

enum { MOST_TICKS = 4096, SOFT_INK = COLOURS_WITH_AXES + 8, FULL_INK = 255 };

/* An axis, its ticks, and the width of its widest label. */
struct scale_bar {
    struct axis axis;
    size_t count;
    double widest;
    struct tick tick[MOST_TICKS];
};

struct figure {
    struct figure_setting setting;
    double unit; /* pixels of a hairline */
    struct font *small, *large;
    struct scale_bar time, value, level;
    ptrdiff_t left, top, right, bottom; /* margins */
    ptrdiff_t gap;                      /* between panels */
    ptrdiff_t width, height;            /* of the whole picture */
    struct box *panel, *strip;          /* [panels] */
    struct canvas *canvas;
};

#endif
