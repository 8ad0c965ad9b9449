/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done to rows as a series in time: normalisation, derivatives, stacking, for all channels alike.
 *
 * Rows leave as soon as they can. Where they are normalised over the whole file they wait for its end in a temporary
 * file.
 */
#ifndef SPECPIPE_TOOLS_SERIES_H
#define SPECPIPE_TOOLS_SERIES_H

#include "tools/extraction.h"

struct series;

/* Takes row[channels][extraction->width]. */
typedef void series_sink(void *to, const float *row);

struct series *series_create(const struct extraction *extraction, size_t channels, series_sink *sink, void *to);

/* rows[channels][statics + extras]; NULL ends the run. NULL or a sentence; then *status holds the exit status. */
const char *series_push(struct series *series, const float *rows, int *status);

void series_destroy(struct series *series);

#endif
