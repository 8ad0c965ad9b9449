/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running mean and variance of every column of rows of features over time, row by row, with a join of two sets.
 *
 * Squares are summed about the running mean, so there is no cancellation: neither long runs nor large means lose
 * digits. The mean of a constant is exact, and its variance exactly 0. Sources: Welford 1962 (adding a row); Chan,
 * Golub & LeVeque 1983 (joining two sets).
 */
#ifndef SPECPIPE_SIGNAL_ROWS_MOMENTS_H
#define SPECPIPE_SIGNAL_ROWS_MOMENTS_H

#include <stddef.h>
#include <stdint.h>

/* The arrays belong to the caller; with count 0 their contents are not read. */
struct moments {
    int64_t count;
    double *mean;    /* [width] */
    double *squares; /* [width]: sum of (x - mean)^2 = count * variance */
};

/* Adds row[width]. */
void moments_add(struct moments *moments, const float *row, size_t width);

/* moments out: those of the rows of a and b; may be a or b itself */
void moments_join(struct moments *moments, const struct moments *a, const struct moments *b, size_t width);

/*
 * out[width]  out: row - mean, divided by the standard deviation sqrt(max(squares / count, floor)) if floor is above 0.
 *             A number equal to its mean becomes 0, whatever the variance
 * row[width]  may be out itself
 * floor       least variance; 0: do not divide
 */
void moments_normalise(const struct moments *moments, float *out, const float *row, size_t width, double floor);

#endif
