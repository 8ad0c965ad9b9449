/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Percentiles of levels, exact, in memory that does not depend on their number.
 *
 * All levels are given twice, in any pieces and any order: first to distribution_count, which finds the upper 16 bits of
 * each percentile, then to distribution_refine, which finds the lower 16 bits.
 */
#ifndef SPECPIPE_IMAGE_DISTRIBUTION_H
#define SPECPIPE_IMAGE_DISTRIBUTION_H

#include <stddef.h>

enum { MOST_PERCENTILES = 2 };

struct distribution;

/* share[count]  the percentiles that are wanted, from 0 to 1; at most MOST_PERCENTILES */
struct distribution *distribution_create(const double *share, size_t count);

/* Counts levels: fewer than 2^32 in all, none of them NaN. */
void distribution_count(struct distribution *distribution, const float *level, size_t count);

/* The same levels again. */
void distribution_refine(struct distribution *distribution, const float *level, size_t count);

/*
 * The percentile share[i] of n >= 1 levels: the number at rank share (n - 1) of the sorted levels, from 0, interpolated
 * between two ranks (numpy.percentile). Call it after all levels have been given twice.
 */
double distribution_percentile(const struct distribution *distribution, size_t i);

void distribution_destroy(struct distribution *distribution);

#endif
