/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The labels of an axis: of all families of marks, the one that suits it best.
 *
 * A family is a set of marks that belong together: the multiples of a step, or 1-2-5 in every decade. Every family is
 * laid out; of those whose labels all fit, the one with most labels is chosen, and of two with equally many the rounder
 * one. Frequencies on a warped axis have labels at both ends in addition, in place of marks too near to them, and one in
 * every decade that would have none. Every loop runs over a table or over marks that were counted before, so its length
 * is bounded for any axis.
 */
#ifndef SPECPIPE_IMAGE_TICK_LAYOUT_H
#define SPECPIPE_IMAGE_TICK_LAYOUT_H

#include "image/axis.h"

/* Pixels of a label along its axis. */
typedef double tick_size(void *user, const char *label);

/* Labels laid out on an axis, in the order of their values. */
struct label_layout {
    const struct axis *axis;
    tick_size *size;
    void *user;
    double gap;       /* least number of pixels between two labels */
    double low, high; /* ends of the axis, in marks: time of day on a clock axis */
    size_t ends;      /* marks that are labelled at the ends of the axis */
    struct tick_decimal end[2];
    double ease; /* 1: labels as far apart as easy reading needs; 0: only `gap` apart */
    struct tick_style style;
    struct tick_decimal step; /* of the family; 0: it has none */
    bool regular;             /* the labels are evenly dense on the axis as they are */
    size_t count, room;
    struct label {
        struct tick_decimal mark;
        struct tick tick;
        double size;
        bool extra; /* it need not belong to the family: the label of an end or a decade */
    } * label;      /* [room] */
};

/*
 * finest  out: the finest step that divides the interval between two marks into parts of at least `distance` pixels
 *
 * An end that is a mark (not only the end of the axis) must be a multiple of the step too.
 */
bool tick_layout_finest_step(struct tick_decimal *finest, const struct axis *axis, const double ends[2],
                             const bool marks[2], double distance);

/* Lays out at most `room` labels on a valid axis. Release layout.label with free. */
struct label_layout tick_layout_choose(const struct axis *axis, size_t room, tick_size *size, void *user, double gap);

enum { MOST_MINOR_PARTS = 12 /* of one step between minor ticks: an hour in 5 minutes */ };

#endif
