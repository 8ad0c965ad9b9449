/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/row_format.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "stream/spool.h"

void writer_fail(struct writer *writer, int status, const char *why)
{
    if (writer->failure == NULL) {
        writer->failure = why;
        writer->status = status;
    }
}

void writer_flush(struct writer *writer)
{
    const char *why = NULL;
    if (writer->failure == NULL && writer->spool != NULL) {
        if ((why = spool_push(writer->spool, writer->buffer, writer->used)) != NULL)
            writer_fail(writer, spool_status(writer->spool), why);
    } else if (writer->failure == NULL && (why = file_write(&writer->file, writer->buffer, writer->used)) != NULL) {
        writer_fail(writer, EXIT_IO, why);
    }
    writer->used = 0;
}

void writer_bytes(struct writer *writer, const void *bytes, size_t size)
{
    while (size > 0 && writer->failure == NULL) {
        size_t part = WRITER_BUFFER - writer->used < size ? WRITER_BUFFER - writer->used : size;
        mem_copy(writer->buffer + writer->used, bytes, part);
        writer->used += part;
        bytes = (const char *)bytes + part;
        size -= part;
        if (writer->used == WRITER_BUFFER)
            writer_flush(writer);
    }
}

void writer_text(struct writer *writer, const char *text)
{
    writer_bytes(writer, text, strlen(text));
}

char *writer_room(struct writer *writer, size_t size)
{
    if (WRITER_BUFFER - writer->used < size)
        writer_flush(writer);
    return (char *)writer->buffer + writer->used;
}

const char *writer_sink(void *to, const void *bytes, size_t size)
{
    struct writer *writer = to;
    writer_bytes(writer, bytes, size);
    return writer->failure;
}

bool writer_refuses(struct writer *writer, const char *name)
{
    bool samples = header_is(&writer->header, "samples"), complex = header_is(&writer->header, "complex");
    if (samples || complex)
        writer_fail(writer, EXIT_USAGE_ERROR,
                    sentence("%s holds spectra or features, not %s", name, samples ? "samples" : "complex rows"));
    return samples || complex;
}

void writer_hold_rows(struct writer *writer)
{
    if (writer->file.regular || writer->spool != NULL)
        return;
    writer_flush(writer); /* earlier bytes are not held */
    writer->spool = spool_create();
}

void writer_write_held_rows(struct writer *writer, const void *head, size_t size)
{
    struct spool *spool = writer->spool;
    if (spool == NULL)
        return;
    writer_flush(writer);
    writer->spool = NULL;
    writer_bytes(writer, head, size);
    const char *why = writer->failure == NULL ? spool_pour(spool, writer_sink, writer) : NULL;
    if (why != NULL)
        writer_fail(writer, spool_status(spool), why);
    spool_destroy(spool);
}
