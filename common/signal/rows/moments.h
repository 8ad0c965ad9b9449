/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mean and variance of every column of some rows, which can be added to and put together.
 *
 * Nothing is ever taken off, and squares are those of distances from the mean: no run is too long, and no mean too far
 * from 0. Numbers that are all the same have exactly that mean and exactly no variance.
 * Sources: Welford 1962 (one more row); Chan, Golub & LeVeque 1983 (two sets together).
 */
#ifndef SPECPIPE_SIGNAL_ROWS_MOMENTS_H
#define SPECPIPE_SIGNAL_ROWS_MOMENTS_H

#include <stddef.h>
#include <stdint.h>

/* The caller lends the arrays. With count 0 their contents do not matter. */
struct moments {
    int64_t count;
    double *mean;    /* [width] */
    double *squares; /* [width]: sum of (x - mean)^2, which is count times the variance */
};

/* One more row[width]. */
void moments_add(struct moments *moments, const float *row, size_t width);

/* moments[width] out: those of a and b together; may be one of them */
void moments_join(struct moments *moments, const struct moments *a, const struct moments *b, size_t width);

/*
 * out[width]  (row - mean), over the standard deviation if `floor` is above 0: sqrt(max(squares / count, floor)). A
 *             number that lies on its mean gives 0, whatever the variance.
 * row[width]  may be out itself
 */
void moments_normalise(const struct moments *moments, float *out, const float *row, size_t width, double floor);

#endif
