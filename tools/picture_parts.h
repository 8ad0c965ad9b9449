/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a picture, shared by its making (picture.c), its pixels (paint.c) and its words (caption.c).
 */
#ifndef SPECPIPE_TOOLS_PICTURE_PARTS_H
#define SPECPIPE_TOOLS_PICTURE_PARTS_H

#include <stdint.h>

#include "image/pixel_columns.h"
#include "tools/picture.h"

struct panel {
    struct pixel_lines *lines, *wave_lines;
    struct pixel_columns *columns, *wave;
    double *slot_place; /* [slots]: where a slot lies on the rows' axis */
    float *slots;       /* [count][slots] */
    size_t count;       /* columns that rows were pooled into */
};

struct picture {
    struct picture_setting setting;
    struct view view;
    struct header rows;
    size_t width, height;
    bool sideways, smooth_time, median;
    struct panel *panel; /* [channels] */
    float *power;
    struct figure *figure, *low_bytes; /* low_bytes: of 16-bit grey, else NULL */
    uint16_t *row;                     /* [width], of 16-bit grey */
    unsigned char palette[256][3];
};

/* Pixels along time; 0 where a width is yet to be found, when the rows have been counted. */
size_t picture_times(const struct picture *picture);

/* Pixels along the value axis of one panel. */
size_t picture_values(const struct picture *picture, size_t panel);

#endif
