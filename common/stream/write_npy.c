/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes NPY: float32, or complex64 for complex rows.
 * Shape: (rows, width), with several channels (rows, channels, width); samples (rows,) or (rows, channels).
 */
#include "stream/write_npy.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "stream/row_format.h"

void npy_head(char head[NPY_HEAD], const char *type, const int64_t *shape, size_t dimensions)
{
    char sizes[72] = ""; /* of three numbers of up to 20 digits */
    for (size_t i = 0, at = 0; i < dimensions; i++)
        at += (size_t)snprintf(sizes + at, sizeof sizes - at, "%s%lld,", i > 0 ? " " : "", (long long)shape[i]);
    char text[NPY_HEAD];
    int length = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", type, sizes);
    assert(10 + length < NPY_HEAD);
    memset(head, ' ', NPY_HEAD);
    memcpy(head, "\x93NUMPY\x01\x00", 8);
    head[8] = NPY_HEAD - 10;
    head[9] = 0;
    memcpy(head + 10, text, (size_t)length);
    head[NPY_HEAD - 1] = '\n';
}

static void head_of(char head[NPY_HEAD], const struct header *header, int64_t rows)
{
    bool complex = header_is(header, "complex");
    int64_t shape[3] = {rows};
    size_t dimensions = 1;
    if (header->channels > 1)
        shape[dimensions++] = header->channels;
    if (!header_is(header, "samples"))
        shape[dimensions++] = complex ? header->width / 2 : header->width;
    npy_head(head, complex ? "<c8" : "<f4", shape, dimensions);
}

/*
 * The length comes first, and NumPy cannot tell that a table is incomplete: so for a pipe all rows are held until the
 * end.
 */
static void npy_begin(struct writer *writer)
{
    char head[NPY_HEAD];
    writer_hold_rows(writer);
    if (!writer->file.regular)
        return;
    head_of(head, &writer->header, writer->header.rows >= 0 ? writer->header.rows : 0);
    writer_bytes(writer, head, sizeof head);
}

static void npy_rows(struct writer *writer, const float *rows, size_t count)
{
    writer_bytes(writer, rows, count * header_numbers(&writer->header) * sizeof *rows);
}

static void npy_refresh(struct writer *writer)
{
    char head[NPY_HEAD];
    head_of(head, &writer->header, writer->rows);
    const char *why = file_patch(&writer->file, 0, head, sizeof head);
    if (why != NULL)
        writer_fail(writer, EXIT_IO, why);
}

static void npy_end(struct writer *writer, const char *cut)
{
    char head[NPY_HEAD];
    writer_flush(writer);
    if (writer->failure != NULL || cut != NULL)
        return;
    head_of(head, &writer->header, writer->rows);
    writer_write_held_rows(writer, head, sizeof head);
    if (writer->file.regular && writer->header.rows < 0)
        npy_refresh(writer);
}

static size_t npy_row(const struct writer *writer, size_t *head)
{
    *head = NPY_HEAD;
    return header_numbers(&writer->header) * sizeof(float);
}

const struct writer_format writer_npy = {.name = "npy",
                                         .extensions = {"npy"},
                                         .begin = npy_begin,
                                         .rows = npy_rows,
                                         .end = npy_end,
                                         .refresh = npy_refresh,
                                         .row_bytes = npy_row};
