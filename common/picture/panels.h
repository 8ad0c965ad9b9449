/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The panels of a picture, one per channel, and their sizes. Painting, captions and the PNG file share these structs.
 */
#ifndef SPECPIPE_PICTURE_PANELS_H
#define SPECPIPE_PICTURE_PANELS_H

#include "image/figure.h"
#include "image/pixel_columns.h"
#include "image/pixel_lines.h"
#include "picture/picture_setting.h"
#include "picture/plot_columns.h"
#include "picture/view.h"
#include "stream/header.h"

struct panel {
    struct pixel_lines *lines, *wave_lines;
    struct pixel_columns *columns, *wave;
    double *slot_place; /* [slots]: the column number at a slot's centre */
    float *slots;       /* [count][slots], pooled numbers and then levels; belongs to `columns` */
    size_t count;       /* pooled columns */
    float *extents;     /* [extent_count][2], the waveform: highest sample, negated lowest; belongs to `wave` */
    size_t extent_count;
};

struct picture {
    struct picture_setting setting;
    struct view view;
    struct header rows;
    struct range range;         /* absolute once the levels are known */
    size_t width, height;       /* of the data area, in pixels; along time 0 until the rows have been counted */
    struct panel *panel;        /* [channels] */
    double peak;                /* sample value at the edge of the waveform strips, once the levels are known */
    struct plot_columns *plots; /* NULL: the rows are drawn as colours, or as a line spectrum */
    struct range line_range;    /* of line plots, as requested: automatic ends differ from those of colours */
    float *first_row;           /* [channels][width]; NULL: rows are not drawn as a line spectrum */
    float *numbers;             /* [view.numbers] */
    char plot_text[640];        /* the scales of line plots, for the PNG; "": none */
    struct figure *figure;
    size_t missing; /* characters of the title without a font */
    unsigned char palette[256][3];
};

/* Creates the panels of picture->setting, view and rows. */
void panels_create(struct picture *picture);

size_t panels_count(const struct picture *picture);

/* Rows pushed to each panel. */
double panels_rows(const struct picture *picture);

/* Pixels along time. */
size_t panels_time_pixels(const struct picture *picture);

/* Pixels along the value axis of one panel. */
size_t panels_value_pixels(const struct picture *picture, size_t panel);

/*
 * The numbers of a panel that are pooled: for line plots the drawn columns, and with POOL_MAX also their negatives, so
 * that both ends of the extent are pooled.
 */
size_t panels_numbers(const struct picture *picture);

/* Once all rows have been pushed: at a fixed number of pixels per second, sets the picture's size along time. */
void panels_set_size(struct picture *picture);

/* Pooled columns of a panel per pixel along time. */
double panels_columns_per_pixel(const struct picture *picture, const struct panel *panel);

void panels_destroy(struct picture *picture);

#endif
