/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pooling: many rows become one, and in it the numbers of a slot become one, by their maximum, mean or median.
 *
 * Push rows; pooling_take gives the pool of those pushed since the last call.
 */
#ifndef SPECPIPE_IMAGE_POOLING_H
#define SPECPIPE_IMAGE_POOLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/pixel_lines.h"

enum pool { POOL_MAX, POOL_MEAN, POOL_MEDIAN };
const char *pool_name(size_t i);

/* Whether partial pools cannot be merged exactly, so that the number of rows must be known in advance. */
bool pool_needs_count(enum pool pool);

/* Whether bounds of the numbers must be given in advance (`low` and `high`). */
bool pool_needs_bounds(enum pool pool);

/*
 * into[count]   in and out: becomes the pool of both
 * other[count]  another pool of the same kind, of `share` (0..1) of all rows
 *
 * Not for a pool that needs its count.
 */
void pool_merge(enum pool pool, float *into, const float *other, double share, size_t count);

struct pooling_setting {
    enum pool pool;
    size_t numbers;                  /* in a row */
    const struct pixel_lines *lines; /* which of a row's numbers make up a slot */
    double low, high;                /* POOL_MEDIAN rounds to 2048 values, evenly spaced from low to high */
    bool decibel;                    /* numbers are levels: the median of an even count is the mean power of two */
};

struct pooling;

struct pooling *pooling_create(const struct pooling_setting *setting);

/* row[numbers] */
void pooling_push(struct pooling *pooling, const float *row);

/* Rows pushed since the last pooling_take. */
int64_t pooling_rows(const struct pooling *pooling);

/* slots[pixel_lines_slots] out: the pool of these rows, of which there must be one at least */
void pooling_take(struct pooling *pooling, float *slots);

void pooling_destroy(struct pooling *pooling);

#endif
