/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rate of rows whose times are written with few decimals.
 *
 * Each time limits the distance of rows from both sides, by half a unit of its last decimal: the more rows, the closer.
 * Times are uneven as soon as no distance is left.
 */
#ifndef SPECPIPE_STREAM_EVEN_TIMES_H
#define SPECPIPE_STREAM_EVEN_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/notation.h"

struct even_times {
    int64_t rows;
    double first;     /* time of row 0, s */
    double low, high; /* of the distance of rows, s */
    double half;      /* of the last decimal, s */
};

/* half: largest error of a time, s */
void even_times_create(struct even_times *times, double half);

/* Adds the time of the next row. False: the times are uneven, or do not rise. */
bool even_times_push(struct even_times *times, double time);

/*
 * rate out: the fraction of the smallest terms that agrees with all times, in rows per second; of two rows closer than
 * their decimals tell, the middle of what is possible. False: there are fewer than two times.
 */
bool even_times_rate(const struct even_times *times, struct ratio *rate);

/* Whether this rate agrees with all times. */
bool even_times_agree(const struct even_times *times, struct ratio rate);

#endif
