/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Axes, and the ticks on them.
 *
 * Labels are at round values and never overlap, on any axis: an axis that is too short or invalid (NaN, infinite,
 * first == last) has one label or none. A label is computed from integer multiples of its step, so it is exactly the
 * decimal value of its tick.
 */
#ifndef SPECPIPE_IMAGE_TICKS_H
#define SPECPIPE_IMAGE_TICKS_H

#include <stddef.h>

#include "image/tick_label.h"

struct axis {
    double first, last;     /* values at the centres of the first and the last pixel; may fall */
    double pixels;          /* number of pixels, >= 1 */
    double (*warp)(double); /* monotone; pixels are linear in warp(value). NULL: in the value itself */
    enum tick_notation notation;
    double clock; /* TICK_CLOCK: seconds from midnight to value 0 */
};

struct tick {
    double value, pixel; /* pixel: within half a pixel of 0..pixels - 1 */
    char label[32];      /* UTF-8; empty on a minor tick */
};

/* The pixel coordinate of a value: 0 is the centre of the first pixel, pixels - 1 the centre of the last. */
double axis_pixel(const struct axis *axis, double value);

/*
 * tick[room]  out: ticks in the order of their pixels
 * size        pixels of a label along the axis, centred on its tick; `user` is passed to it
 * gap         least number of pixels between two labels, >= 0
 *
 * Returns the number of ticks. Minor ticks are at least 5 pixels from every other tick.
 */
size_t ticks_place(struct tick *tick, size_t room, const struct axis *axis,
                   double (*size)(void *user, const char *label), void *user, double gap);

#endif
