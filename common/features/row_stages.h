/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done to rows as a series in time: normalisation, derivatives, stacking, for all channels alike.
 *
 * Rows leave as soon as they can. Where they are normalised over the whole file they wait for its end in a temporary
 * file.
 */
#ifndef SPECPIPE_FEATURES_ROW_STAGES_H
#define SPECPIPE_FEATURES_ROW_STAGES_H

#include "features/layout.h"

struct row_stages;

/* Takes row[channels][extraction->width]. */
typedef void row_stages_sink(void *to, const float *row);

struct row_stages *row_stages_create(const struct layout *layout, size_t channels, row_stages_sink *sink, void *to);

/* rows[channels][statics + extras]; NULL ends the run. NULL or a sentence; then *status holds the exit status. */
const char *row_stages_push(struct row_stages *row_stages, const float *rows, int *status);

void row_stages_destroy(struct row_stages *row_stages);

#endif
