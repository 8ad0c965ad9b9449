/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows that wait for the end of a run, in a temporary file beyond a certain number, because what is done to them depends
 * on all of them.
 */
#ifndef SPECPIPE_STREAM_ROW_SPOOL_H
#define SPECPIPE_STREAM_ROW_SPOOL_H

#include <stddef.h>

struct row_spool;

struct row_spool *row_spool_create(size_t numbers);

/* row[numbers]. NULL or a sentence; then *status holds the exit status. */
const char *row_spool_push(struct row_spool *row_spool, const float *row, int *status);

/* Gives every row, in order, to `take`, which may change it, and may return a sentence that ends it. As row_spool_push. */
const char *row_spool_pour(struct row_spool *row_spool, const char *(*take)(void *to, float *row), void *to,
                           int *status);

void row_spool_destroy(struct row_spool *row_spool);

#endif
