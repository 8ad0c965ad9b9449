/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of numbers whose count nobody knows before: points, peaks. CSV, or NPY in double precision.
 *
 * A table appears whole or not at all. On its way to a pipe CSV goes line by line, and NPY, whose length stands at its
 * beginning, waits in a spool until it is whole.
 */
#ifndef SPECPIPE_TOOLS_SHARED_TABLE_H
#define SPECPIPE_TOOLS_SHARED_TABLE_H

#include "stream/reader.h"
#include "tools/shared/io_options.h"

enum { MOST_TABLE_COLUMNS = 8 };

struct table_column {
    const char *name; /* NULL ends the list */
    int digits;       /* behind the point, in CSV */
};

struct table;

/* Opens `wish` or ends the program. columns[], ended by one without a name */
struct table *table_create(const struct output_wish *wish, const struct table_column *columns, const struct reader *in);

/* values[columns]; a failure is remembered, and later lines are not written */
void table_line(struct table *table, const double *values);

bool table_failed(const struct table *table);

/* Ends it; abandons it when the input failed. Ends the program where one of them did. */
void table_close(struct table *table, struct reader *in);

#endif
