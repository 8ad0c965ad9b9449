/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pixel columns: rows are pooled along time into the columns of a picture, as they arrive.
 *
 * Every row counts in exactly one column, and the columns are the same (but for the rounding of means) whether or not
 * the number of rows is known in advance. Rows are first grouped into cells of 2^n rows, at most four cells a column;
 * if the number of rows is unknown, cells are merged in pairs when there are more. Memory follows the number of
 * columns, not of rows.
 */
#ifndef SPECPIPE_IMAGE_PIXEL_COLUMNS_H
#define SPECPIPE_IMAGE_PIXEL_COLUMNS_H

#include <stdint.h>

#include "image/pixel_lines.h"
#include "image/pooling.h"

struct pixel_columns_setting {
    struct pooling_setting pooling;
    int64_t rows;           /* that will be pushed; -1: unknown */
    size_t width;           /* columns wanted; 0: as many as the rows need at rows_per_column */
    double rows_per_column; /* below 1, every row is a column; else the last column is at least half full */
};

struct pixel_columns;

/* `rows` must be known for a pool that needs their count. */
struct pixel_columns *pixel_columns_create(const struct pixel_columns_setting *setting);

/* row[numbers] */
void pixel_columns_push(struct pixel_columns *columns, const float *row);

/*
 * Ends the run. *count out: the number of columns, at most the width; fewer rows than that are a column each.
 * Returns slots[*count][pixel_lines_slots], which belong to `columns` and may be changed; NULL if there were no rows.
 */
float *pixel_columns_end(struct pixel_columns *columns, size_t *count);

/*
 * Columns made in parts, each from its own rows, are the same as those made at once; their number must be known.
 *
 * pixel_columns_expected    how many columns there will be
 * pixel_columns_first_row   the first row of a column; for column pixel_columns_expected, the number of rows
 * pixel_columns_begin       begins again, with that row of that column as the next one pushed
 * pixel_columns_take        ends the rows of columns first to end - 1: slots[end - first][pixel_lines_slots] out
 * pixel_columns_set         sets all columns from slots[pixel_columns_expected][pixel_lines_slots], as if all rows had been
 *                           pushed
 */
size_t pixel_columns_expected(const struct pixel_columns *columns);
int64_t pixel_columns_first_row(const struct pixel_columns *columns, size_t column);
void pixel_columns_begin(struct pixel_columns *columns, size_t column);
void pixel_columns_take(struct pixel_columns *columns, float *slots, size_t first, size_t end);
void pixel_columns_set(struct pixel_columns *columns, const float *slots);

/* Rows pushed. */
int64_t pixel_columns_rows(const struct pixel_columns *columns);

void pixel_columns_destroy(struct pixel_columns *columns);

#endif
