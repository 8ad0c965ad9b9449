/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables as input: recognises CSV, TSV and NPY files, and describes their rows. read_csv.c and read_npy.c read them.
 */
#ifndef SPECPIPE_STREAM_TABLE_H
#define SPECPIPE_STREAM_TABLE_H

#include <stddef.h>

#include "stream/header.h"

enum table { TABLE_NONE, TABLE_CSV, TABLE_NPY };

/* The table that begins with these bytes: a CSV or TSV with a column of times, as text_lines.h writes it, or an NPY. */
enum table table_of_bytes(const void *bytes, size_t size);

/* The table that the extension of a path implies. */
enum table table_of_path(const char *path);

/* "a CSV table", "an NPY table" */
const char *table_name(enum table table);

/*
 * The header of a table's rows of this kind, whose width is not known yet. Spectra have the units and the full scale
 * that spec-stft gives them by default; the scale of other rows is unknown.
 */
struct header table_header(const char *kind, struct ratio rate);

#endif
