/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How rows of any kind are seen: which axis they lie on, what of it shows, and what their numbers mean as levels.
 */
#ifndef SPECPIPE_PICTURE_VIEW_H
#define SPECPIPE_PICTURE_VIEW_H

#include "base/notation.h"
#include "image/ticks.h"
#include "signal/transform/scale.h"
#include "stream/header.h"

struct view {
    const struct scale *axis, *rows; /* of the picture, and of the rows' own columns; linear for an index */
    bool frequency;                  /* columns lie in Hz; else they are only numbered */
    bool decibel;                    /* levels are decibels of the rows' power */
    double low, high;                /* ends of the picture's axis: Hz, or numbers of columns */
    double first, step;              /* where the rows' columns lie, in their own unit */
    size_t numbers;                  /* per row and channel, once complex pairs have become powers */
    bool narrowed;                   /* less shows than was asked for: the rows have no more */
    double tilt;                     /* dB per octave above 1 kHz */
    char level_label[64];
};

/* NULL, or why such rows cannot be seen so. `axis` NULL: the rows' own. */
const char *view_create(struct view *view, const struct header *rows, const char *axis, struct band band, double tilt);

/* Where on the rows' axis (0: number 0) a pixel lies; user is a struct view_pixels. */
struct view_pixels {
    const struct view *view;
    size_t pixels;
};
double view_place(const void *view_pixels, double pixel);

/* The picture's axis, for ticks. */
struct axis view_axis(const struct view *view);

/* power[numbers] out: what is pooled, from a row of that kind; `row` itself where nothing has to be changed */
const float *view_power(const struct view *view, const struct header *rows, float *power, const float *row);

/* Levels out of pooled numbers, in place. slot_place: where each slot lies on the rows' axis. */
void view_level(const struct view *view, float *slots, size_t count, const double *slot_place);

/* The range of levels shown: two numbers, shares of all levels (p5:p99), or fitted (auto). */
struct range {
    double low, high;
    bool low_share, high_share, fit;
};
const char *range_parse(struct range *range, const char *text);

/* The range when none is asked for: 120 dB below full scale where that is known, else fitted. */
struct range range_default(const struct view *view, const struct header *rows);

/* Puts numbers in the place of shares, from levels[count]. Always low < high. */
void range_settle(struct range *range, const float *levels, size_t count, bool decibel);

#endif
