/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The columns of a picture: rows as they come, pooled along time into a fixed number of columns.
 *
 * Every row counts in exactly one column, and the picture does not depend (but for the rounding of means) on whether the
 * number of rows was known before: where it is unknown, columns grow until there are four times as many as wanted, and are then merged in pairs.
 * Both ways group rows by the same power of two before they share them out. Memory follows the picture, not the rows.
 */
#ifndef SPECPIPE_IMAGE_PIXEL_COLUMNS_H
#define SPECPIPE_IMAGE_PIXEL_COLUMNS_H

#include <stdint.h>

#include "image/pixel_lines.h"

struct pixel_columns_setting {
    size_t numbers; /* in a row */
    const struct pixel_lines *lines;
    enum pool pool;
    int64_t rows;           /* that will come; -1: unknown */
    size_t width;           /* columns wanted, or 0: */
    double rows_per_column; /* a fixed scale, and as many columns as the rows need */
    double low, high;       /* POOL_MEDIAN finds values between these, to 1/2048 of their distance */
};

struct pixel_columns;

/* POOL_MEDIAN needs rows to be known. */
struct pixel_columns *pixel_columns_create(const struct pixel_columns_setting *setting);

/* row[numbers] */
void pixel_columns_push(struct pixel_columns *columns, const float *row);

/*
 * Ends the run. *count: columns there are, at most the width. Fewer rows than columns are not stretched: then every
 * row is a column. NULL when no row came.
 * Returns slots[*count][pixel_lines_slots], which belong to `columns` and may be changed.
 */
float *pixel_columns_end(struct pixel_columns *columns, size_t *count);

/* Rows that came. */
int64_t pixel_columns_rows(const struct pixel_columns *columns);

void pixel_columns_destroy(struct pixel_columns *columns);

#endif
