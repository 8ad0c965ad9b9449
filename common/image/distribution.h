/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The distribution of levels, and its percentiles, in memory that does not depend on their number.
 *
 * All levels are given twice, in any pieces: first to distribution_span, then to distribution_count.
 */
#ifndef SPECPIPE_IMAGE_DISTRIBUTION_H
#define SPECPIPE_IMAGE_DISTRIBUTION_H

#include <stddef.h>

struct distribution;

struct distribution *distribution_create(void);

/* Widens the span to these levels. NaN is ignored. */
void distribution_span(struct distribution *distribution, const float *level, size_t count);

/* Counts levels within the span. NaN counts as the least. */
void distribution_count(struct distribution *distribution, const float *level, size_t count);

/*
 * A percentile: the level that a share (0..1) of all levels do not exceed, to 1/65535 of the span. There must be a
 * level at least.
 */
double distribution_percentile(const struct distribution *distribution, double share);

void distribution_destroy(struct distribution *distribution);

#endif
