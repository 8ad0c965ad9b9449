/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NumPy's .npy, version 1.0: little-endian float32, or complex64 for complex rows, C order.
 * Shape: (rows, width), with several channels (rows, channels, width); samples (rows,) or (rows, channels).
 * Source: the format's description in NumPy's documentation (numpy.lib.format, 2008).
 */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "stream/writer.h"

enum { NPY_HEADER = 128 };

static void npy_header(char block[NPY_HEADER], const struct header *header, int64_t rows)
{
    bool complex = header_is(header, "complex");
    char shape[64];
    int at = snprintf(shape, sizeof shape, "%lld,", (long long)rows);
    if (header->channels > 1)
        at += snprintf(shape + at, sizeof shape - (size_t)at, " %ld,", header->channels);
    if (!header_is(header, "samples"))
        snprintf(shape + at, sizeof shape - (size_t)at, " %ld,", complex ? header->width / 2 : header->width);
    char text[NPY_HEADER];
    int length = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
                          complex ? "<c8" : "<f4", shape);
    memset(block, ' ', NPY_HEADER);
    memcpy(block, "\x93NUMPY\x01\x00", 8);
    block[8] = NPY_HEADER - 10;
    block[9] = 0;
    memcpy(block + 10, text, (size_t)length);
    block[NPY_HEADER - 1] = '\n';
}

/*
 * NumPy needs the length first, and takes what it gets for whole: on its way to a pipe a table waits in a spool until
 * it is.
 */
static void npy_begin(struct writer *writer)
{
    char block[NPY_HEADER];
    writer_wait(writer);
    if (!writer->file.regular)
        return;
    npy_header(block, &writer->header, writer->header.rows >= 0 ? writer->header.rows : 0);
    writer_bytes(writer, block, sizeof block);
}

static void npy_rows(struct writer *writer, const float *rows, size_t count)
{
    writer_bytes(writer, rows, count * header_numbers(&writer->header) * sizeof *rows);
}

static void npy_refresh(struct writer *writer)
{
    char block[NPY_HEADER];
    npy_header(block, &writer->header, writer->rows);
    const char *why = file_patch(&writer->file, 0, block, sizeof block);
    if (why != NULL)
        writer_fail(writer, EXIT_IO, why);
}

static void npy_end(struct writer *writer, const char *cut)
{
    char block[NPY_HEADER];
    writer_flush(writer);
    if (writer->failure != NULL || cut != NULL)
        return;
    npy_header(block, &writer->header, writer->rows);
    writer_release(writer, block, sizeof block);
    if (writer->file.regular && writer->header.rows < 0)
        npy_refresh(writer);
}

static size_t npy_row(const struct writer *writer, size_t *head)
{
    *head = NPY_HEADER;
    return header_numbers(&writer->header) * sizeof(float);
}

const struct writer_format writer_npy = {
    .name = "npy", .begin = npy_begin, .rows = npy_rows, .end = npy_end, .refresh = npy_refresh, .row = npy_row};
