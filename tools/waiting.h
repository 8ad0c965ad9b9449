/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows that wait for the end of a run, in a temporary file beyond a certain number, because what is done to them depends
 * on all of them.
 */
#ifndef SPECPIPE_TOOLS_WAITING_H
#define SPECPIPE_TOOLS_WAITING_H

#include <stddef.h>

struct waiting;

struct waiting *waiting_create(size_t numbers);

/* row[numbers]. NULL or a sentence; then *status holds the exit status. */
const char *waiting_push(struct waiting *waiting, const float *row, int *status);

/* Gives every row, in order, to `take`, which may change it, and may return a sentence that ends it. As waiting_push. */
const char *waiting_pour(struct waiting *waiting, const char *(*take)(void *to, float *row), void *to, int *status);

void waiting_destroy(struct waiting *waiting);

#endif
