/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The view of rows in a picture: the frequency axis, the part of it that is visible, and the level of each number.
 */
#ifndef SPECPIPE_PICTURE_VIEW_H
#define SPECPIPE_PICTURE_VIEW_H

#include "base/notation.h"
#include "image/pooling.h"
#include "image/ticks.h"
#include "signal/transform/scale.h"
#include "stream/header.h"

struct view {
    const struct scale *axis;      /* of the picture; linear for column numbers */
    const struct scale *rows_axis; /* on which the rows' columns are evenly spaced; linear for column numbers */
    bool frequency;                /* the axis is in Hz; otherwise it counts columns */
    bool power;                    /* levels are 10 lg of the rows' power */
    bool decibel;                  /* levels are in dB: computed from power, or in dB in the rows already */
    bool phase;                    /* levels are angles, -pi to pi */
    bool full_scale;               /* a full-scale sine has the power 1 */
    bool density;                  /* numbers are per Hz or per root Hz */
    bool pools_levels;             /* of decibels: levels are pooled, not powers */
    bool pitch_classes;            /* the columns are the twelve pitch classes */
    bool narrowed;                 /* the rows do not cover the requested band */
    double low, high;              /* ends of the picture's axis: Hz, or column numbers */
    double first, step;            /* column k is at first + k * step, in units of rows_axis */
    size_t numbers;                /* per row and channel; a complex pair is one */
    double tuning;                 /* Hz of A4, for the names of notes */
    double tilt;                   /* added to levels: dB per octave above 1 kHz */
    char level_label[64];          /* the unit of levels */
};

/*
 * axis   of the picture; NULL: that of the rows
 * band   Hz, or column numbers; NAN: as far as the rows reach
 *
 * Returns NULL, or why the rows cannot be shown like this.
 */
const char *view_create(struct view *view, const struct header *rows, const struct scale *axis, struct band band,
                        double tilt);

/*
 * Chooses the numbers to be pooled. A maximum or mean is that of the powers; for the maximum, levels may be pooled as
 * well. A pool that needs bounds is given levels.
 */
void view_set_pool(struct view *view, enum pool pool);

/* A view on a number of pixels along its axis. */
struct view_pixels {
    const struct view *view;
    size_t pixels;
};

/* The column number at a pixel coordinate, as pixel_lines_create asks for it. view_pixels: a struct view_pixels. */
double view_place(const void *view_pixels, double pixel);

/* The picture's axis for ticks_place; its `pixels` are not set. */
struct axis view_axis(const struct view *view);

/*
 * The numbers to be pooled of one row and channel: power, level (where pools_levels), or, if not decibels, the row.
 *
 * numbers[view->numbers]  a buffer; the function returns either this or `row`
 */
const float *view_numbers(const struct view *view, const struct header *rows, float *numbers, const float *row);

/*
 * Turns pooled numbers into levels, in place, and adds the tilt. Afterwards the distance of any two is finite.
 *
 * slot_place[count]  column number of each slot's centre
 */
void view_level(const struct view *view, float *slots, size_t count, const double *slot_place);

/* slots[count] out: the level at or below which a slot is empty, with the tilt; only for decibels */
void view_floor(const struct view *view, float *slots, size_t count, const double *slot_place);

/*
 * The number of pixels at the low end that are within two bins of the window of 0 Hz; 0 if the header does not describe
 * the frames.
 */
size_t view_low_pixels(const struct view_pixels *shown, const struct header *rows);

#endif
