/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The panels of a picture, one a channel, and their sizes: what its making, its pixels and its words share.
 */
#ifndef SPECPIPE_PICTURE_PANELS_H
#define SPECPIPE_PICTURE_PANELS_H

#include <stdint.h>

#include "image/figure.h"
#include "image/pixel_columns.h"
#include "image/pixel_lines.h"
#include "picture/view.h"
#include "stream/header.h"

enum { MOST_PIXELS = 1000000 /* a side */ };
static const double most_area = 1 << 30;

/* palette grey8 grey16 */
const char *picture_form_name(size_t i);

struct picture_setting {
    long width, height; /* of the data area; width 0: pixels_per_second */
    double pixels_per_second;
    const char *form, *colormap, *pool, *interpolate, *orientation, *theme;
    const char *title, *font;
    double scale, waveform_peak;
    bool bare, waveform;
    const long *channels; /* [rows' channels]: their numbers, from 0, in the input; NULL: as they come */
    struct range range;
};

/* both, time, frequency, none */
const char *interpolate_name(size_t i);

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
