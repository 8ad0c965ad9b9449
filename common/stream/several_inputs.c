/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/several_inputs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/sentence.h"
#include "base/status.h"
#include "stream/spool.h"

const char *several_inputs_refuse(const struct writer *writer)
{
    return sentence("%s holds the rows of one input; use -O DIR", writer->format->name);
}

void several_inputs_begin(struct writer *writer)
{
    writer->idle = false;
    writer->rows = 0;
    if (!writer->table.several)
        return;
    writer_wait(writer);
    writer_flush(writer);
    writer->mark = writer->file.regular ? lseek(writer->file.fd, 0, SEEK_CUR) : 0;
    if (writer->mark < 0)
        writer_fail(writer, EXIT_IO, strerror(errno));
}

static void check_count(struct writer *writer)
{
    if (writer->failure == NULL && writer->header.rows >= 0 && writer->rows != writer->header.rows)
        writer_fail(writer, EXIT_INTERNAL,
                    sentence("%lld rows were written where %lld were announced", (long long)writer->rows,
                             (long long)writer->header.rows));
}

void several_inputs_settle(struct writer *writer, bool good)
{
    if (writer->idle)
        return;
    if (good)
        check_count(writer);
    if (writer->format->settle != NULL)
        writer->format->settle(writer, good && writer->failure == NULL);
    if (!writer->table.several)
        return;
    writer->idle = true;
    if (good)
        writer_release(writer, NULL, 0);
}

const char *writer_next(struct writer *writer, const struct header *header, const char *source)
{
    if (!writer->table.several)
        writer_fail(writer, EXIT_USAGE_ERROR, several_inputs_refuse(writer));
    if (writer->failure == NULL)
        several_inputs_settle(writer, true);
    if (writer->failure != NULL)
        return writer->failure;
    if (strcmp(header->kind, writer->header.kind) != 0 || header->width != writer->header.width)
        return sentence("these are %s rows of %ld numbers, and those before are %s rows of %ld", header->kind,
                        header->width, writer->header.kind, writer->header.width);
    const struct writer_format *format = writer->format;
    const char *why = format->accept != NULL ? format->accept(writer, header, source) : NULL;
    if (why != NULL)
        return why;
    writer->header = *header;
    writer->table.source = source;
    several_inputs_begin(writer);
    return writer->failure;
}

/* The file ends again where the input began. */
static void cut_back(struct writer *writer)
{
    if (ftruncate(writer->file.fd, writer->mark) != 0 || lseek(writer->file.fd, writer->mark, SEEK_SET) < 0)
        writer_fail(writer, EXIT_IO, strerror(errno));
}

void writer_drop(struct writer *writer)
{
    if (writer->buffer == NULL || writer->idle || !writer->table.several)
        return;
    if (writer->failure != NULL && writer->status == EXIT_BAD_DATA)
        writer->failure = NULL;
    several_inputs_settle(writer, false);
    writer->used = 0;
    if (writer->spool != NULL)
        spool_clear(writer->spool);
    else if (writer->failure == NULL)
        cut_back(writer);
}
