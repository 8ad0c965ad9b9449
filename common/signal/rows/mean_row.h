/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mean over time of rows such as spectra or features, or the maximum of every column.
 */
#ifndef SPECPIPE_SIGNAL_ROWS_MEAN_ROW_H
#define SPECPIPE_SIGNAL_ROWS_MEAN_ROW_H

#include <stddef.h>

enum mean_row_kind { MEAN_OF_ROWS, PEAK_OF_ROWS };

struct mean_row;

struct mean_row *mean_row_create(enum mean_row_kind kind, size_t numbers);

/* Adds row[numbers]. */
void mean_row_push(struct mean_row *mean_row, const float *row);

/* row[numbers] out; zeros if no row was added. Sums are in double precision. */
void mean_row_fill(const struct mean_row *mean_row, float *row);

void mean_row_destroy(struct mean_row *mean_row);

#endif
