/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Removes the mean or the least-squares line of a frame, before the window is applied.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_DETREND_H
#define SPECPIPE_SIGNAL_TRANSFORM_DETREND_H

#include <stddef.h>

enum detrend { DETREND_NONE, DETREND_MEAN, DETREND_LINEAR };
const char *detrend_name(size_t i); /* NULL past the end */

/* The line mean + slope (n - (length - 1) / 2) over the positions n of a frame; slope: per sample */
struct trend {
    double mean, slope;
};

/* The trend of frame[length]: 0, its mean, or its least-squares line. */
struct trend detrend_find(enum detrend detrend, const float *frame, size_t length);

/* flat[length] out: frame[length] minus the trend */
void detrend_subtract(float *flat, struct trend trend, const float *frame, size_t length);

#endif
