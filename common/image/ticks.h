/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ticks of an axis.
 *
 * Labels are at round values and never overlap, on any axis: an axis that is too short or invalid (NaN, infinite,
 * first == last) has one label or none. Frequencies on a warped axis have labels at both ends, and in every decade that
 * has room for a few. A label is computed from integer multiples of its step, so it is exactly the decimal value of its
 * tick.
 */
#ifndef SPECPIPE_IMAGE_TICKS_H
#define SPECPIPE_IMAGE_TICKS_H

#include "image/axis.h"

/*
 * tick[room]  out: ticks in the order of their pixels
 * size        pixels of a label along the axis, centred on its tick; `user` is passed to it
 * gap         least number of pixels between two labels, >= 0
 *
 * Returns the number of ticks. Minor ticks are at least 5 pixels from every other tick.
 */
size_t ticks_place(struct tick *tick, size_t room, const struct axis *axis,
                   double (*size)(void *user, const char *label), void *user, double gap);

/* The number of ticks that have labels. */
size_t ticks_labelled(const struct tick *tick, size_t count);

#endif
