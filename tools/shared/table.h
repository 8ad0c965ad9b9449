/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables whose length is not known in advance: points, peaks, events. CSV, or NPY in double precision.
 *
 * They are tables of points, not one of the formats of rows in stream/row_format.h.
 *
 * A file is complete or does not appear. To a pipe, CSV is written line by line; NPY, which begins with its length, is
 * spooled until the table is complete.
 */
#ifndef SPECPIPE_TOOLS_SHARED_TABLE_H
#define SPECPIPE_TOOLS_SHARED_TABLE_H

#include "stream/reader.h"
#include "tools/shared/run.h"

enum { MOST_TABLE_COLUMNS = 8 };

struct table_column {
    const char *name; /* NULL ends the list */
    int digits;       /* decimals in CSV */
};

struct table;

/*
 * Opens the table of an input. A column without a name ends `columns`. Returns an exit status, having reported a
 * failure.
 */
int table_create(struct table **table, const struct output *out, const struct table_column *columns,
                 const struct reader *in);

/* Adds a line, values[columns]. A failure is remembered, and later lines are ignored. */
void table_line(struct table *table, const double *values);

bool table_failed(const struct table *table);

/*
 * Completes the table, or abandons it if the input failed, and closes it. Reports a failure of either; returns its exit
 * status.
 */
int table_close(struct table *table, struct reader *in);

#endif
