/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holds the rows of a run until its end, for steps that depend on all of them; in a temporary file when they are many.
 */
#ifndef SPECPIPE_STREAM_ROW_SPOOL_H
#define SPECPIPE_STREAM_ROW_SPOOL_H

#include <stddef.h>

struct row_spool;

/* numbers: of one row */
struct row_spool *row_spool_create(size_t numbers);

/* Appends row[numbers]. NULL or a sentence; then *status holds the exit status. */
const char *row_spool_push(struct row_spool *row_spool, const float *row, int *status);

/*
 * Passes every row, in order, to `take`, which may change it. Stops at the first sentence that `take` returns. Returns as
 * row_spool_push.
 */
const char *row_spool_pour(struct row_spool *row_spool, const char *(*take)(void *to, float *row), void *to,
                           int *status);

void row_spool_destroy(struct row_spool *row_spool);

#endif
