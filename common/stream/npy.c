/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NumPy's .npy, version 1.0: little-endian float32, or complex64 for complex rows, C order.
 * Shape: (rows, width), with several channels (rows, channels, width); samples (rows,) or (rows, channels).
 * Source: the format's description in NumPy's documentation (numpy.lib.format, 2008).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sentence.h"
#include "stream/io.h"
#include "stream/source.h"
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
 * NumPy needs the length first, and takes what it gets for whole: on its way to a pipe a table waits in a temporary
 * file until it is.
 */
static void npy_begin(struct writer *writer)
{
    char block[NPY_HEADER];
    if (!writer->file.regular) {
        if ((writer->fd = io_temporary()) < 0)
            writer_fail(writer, EXIT_NO_OUTPUT, sentence("no temporary file: %s", strerror(errno)));
        return;
    }
    npy_header(block, &writer->header, writer->header.rows >= 0 ? writer->header.rows : 0);
    writer_bytes(writer, block, sizeof block);
}

static void npy_rows(struct writer *writer, const float *rows, size_t count)
{
    writer_bytes(writer, rows, count * header_numbers(&writer->header) * sizeof *rows);
}

static void copy_out(struct writer *writer, const char *block)
{
    int spool = writer->fd;
    writer->fd = writer->file.fd;
    writer_bytes(writer, block, NPY_HEADER);
    writer_flush(writer);
    char part[1 << 16];
    ssize_t got = lseek(spool, 0, SEEK_SET);
    while (writer->failure == NULL && (got = io_read(spool, part, sizeof part)) > 0)
        writer_bytes(writer, part, (size_t)got);
    if (got < 0)
        writer_fail(writer, EXIT_IO, strerror(errno));
    close(spool);
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
    bool waits = writer->fd != writer->file.fd;
    if (writer->failure != NULL || cut != NULL || (writer->header.rows >= 0 && !waits))
        return;
    if (!waits) {
        npy_refresh(writer);
        return;
    }
    npy_header(block, &writer->header, writer->rows);
    copy_out(writer, block);
}

static size_t npy_row(const struct writer *writer, size_t *head)
{
    *head = NPY_HEADER;
    return header_numbers(&writer->header) * sizeof(float);
}

const struct writer_format writer_npy = {
    .name = "npy", .begin = npy_begin, .rows = npy_rows, .end = npy_end, .refresh = npy_refresh, .row = npy_row};
