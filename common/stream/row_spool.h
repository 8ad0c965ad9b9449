/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The row spool keeps the rows of a run until its end, for steps that depend on all of them: in memory while they are
 * few, then in a temporary file.
 *
 * Push rows; pushing NULL ends the run, and then next reads them back. A failure is remembered: later calls do nothing.
 */
#ifndef SPECPIPE_STREAM_ROW_SPOOL_H
#define SPECPIPE_STREAM_ROW_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

struct row_spool;

/* For rows of `width` numbers. */
struct row_spool *row_spool_create(size_t width);

/* row[width]; NULL ends the run. */
void row_spool_push(struct row_spool *row_spool, const float *row);

/* row[width] out, in the order of the pushes. False: the run has not ended, no row is left, or reading failed. */
bool row_spool_next(struct row_spool *row_spool, float *row);

/* Why rows cannot be kept or read back, as a sentence, and the exit status for it; NULL: they can. */
const char *row_spool_failure(const struct row_spool *row_spool);
int row_spool_status(const struct row_spool *row_spool);

void row_spool_destroy(struct row_spool *row_spool);

#endif
