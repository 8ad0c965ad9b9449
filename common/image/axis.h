/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An axis: values along pixels, and the marks on it.
 *
 * A mark is the number that a label shows: the value itself, but on a clock axis the time since midnight.
 */
#ifndef SPECPIPE_IMAGE_AXIS_H
#define SPECPIPE_IMAGE_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "image/tick_label.h"

struct axis {
    double first, last;     /* values at the centres of the first and the last pixel; may fall */
    double pixels;          /* number of pixels, >= 1 */
    double (*warp)(double); /* monotone; pixels are linear in warp(value). NULL: in the value itself */
    enum tick_notation notation;
    double clock;  /* TICK_CLOCK: seconds from midnight to value 0 */
    double tuning; /* TICK_NOTE: Hz of A4 */
    double slack;  /* pixels beyond its ends at which a mark is still shown, at the end */
};

struct tick {
    double value, pixel; /* pixel: within half a pixel of 0..pixels - 1 */
    char label[32];      /* UTF-8; empty on a minor tick */
};

static const double axis_reach = 0.499; /* pixels by which a mark may be outside the centres of the end pixels */

/* The pixel coordinate of a value: 0 is the centre of the first pixel, pixels - 1 the centre of the last. */
double axis_pixel(const struct axis *axis, double value);

/* The mark of value 0. */
double axis_mark_origin(const struct axis *axis);

/* The pixel coordinate of a mark. */
double axis_mark_pixel(const struct axis *axis, double mark);

/* Whether a pixel coordinate is on the axis, or within its slack; false for NaN. */
bool axis_has_pixel(const struct axis *axis, double pixel);

/* Moves a pixel coordinate that is within the slack onto the axis. */
double axis_onto(const struct axis *axis, double pixel);

/*
 * low, high  out: the values between which marks are shown. On a linear axis the end pixels count up to their edges, and
 *            the slack counts too.
 */
void axis_range(const struct axis *axis, double *low, double *high);

/* Whether ends and length are finite, and the ends differ. */
bool axis_is_valid(const struct axis *axis);

/* from, to out: the multiples of `unit` from low to high; false if there are more than `most` or none. */
bool axis_multiples(double *from, double *to, double low, double high, double unit, double most);

/* Whether a mark is a multiple of `unit`, but for rounding. */
bool axis_is_multiple(double mark, double unit);

/*
 * Whether neighbouring multiples of `unit` from mark `low` to `high` are at least `distance` pixels apart, and no more
 * than `most`.
 */
bool axis_keeps_apart(const struct axis *axis, double low, double high, double unit, double distance, double most);

#endif
