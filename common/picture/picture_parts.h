/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A picture whose columns are made in parts: by several processes, each of which pushes the rows of its own columns.
 *
 * The picture is the same as one whose rows are pushed at once. Their number must be known.
 */
#ifndef SPECPIPE_PICTURE_PICTURE_PARTS_H
#define SPECPIPE_PICTURE_PICTURE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "picture/picture.h"

/* The number of columns along time; 0: unknown. */
size_t picture_columns(const struct picture *picture);

/* The first row of a column; for column picture_columns, the number of rows. */
int64_t picture_first_row(const struct picture *picture, size_t column);

/* Numbers that picture_take and picture_set store for each column. */
size_t picture_column_numbers(const struct picture *picture);

/* Begins again: the next row pushed is the first row of that column. */
void picture_begin(struct picture *picture, size_t column);

/*
 * Ends the rows of columns first to end - 1, and stores them in their place among all columns.
 *
 * numbers[picture_columns * picture_column_numbers]  out: only these columns
 */
void picture_take(struct picture *picture, float *numbers, size_t first, size_t end);

/* Sets all columns, as if all rows had been pushed. */
void picture_set(struct picture *picture, const float *numbers);

#endif
