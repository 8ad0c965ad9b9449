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
    writer->between_inputs = false;
    writer->rows = 0;
    if (!writer->table.several)
        return;
    writer_hold_rows(writer);
    writer_flush(writer);
    writer->input_start = writer->file.regular ? lseek(writer->file.fd, 0, SEEK_CUR) : 0;
    if (writer->input_start < 0)
        writer_fail(writer, EXIT_IO, strerror(errno));
}

static void check_count(struct writer *writer)
{
    if (writer->failure == NULL && writer->header.rows >= 0 && writer->rows != writer->header.rows)
        writer_fail(writer, EXIT_INTERNAL,
                    sentence("%lld rows were written where %lld were announced", (long long)writer->rows,
                             (long long)writer->header.rows));
}

void several_inputs_end(struct writer *writer, bool good)
{
    if (writer->between_inputs)
        return;
    if (good)
        check_count(writer);
    if (writer->format->end_input != NULL)
        writer->format->end_input(writer, good && writer->failure == NULL);
    if (!writer->table.several)
        return;
    writer->between_inputs = true;
    if (good)
        writer_write_held_rows(writer, NULL, 0);
}

void several_inputs_remove(struct writer *writer)
{
    writer->used = 0;
    if (writer->spool != NULL)
        spool_clear(writer->spool);
    else if (writer->failure == NULL && (ftruncate(writer->file.fd, writer->input_start) != 0 ||
                                         lseek(writer->file.fd, writer->input_start, SEEK_SET) < 0))
        writer_fail(writer, EXIT_IO, strerror(errno));
}
