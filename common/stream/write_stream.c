/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes streams, spec-stream(5), and raw float32. The header of a stream in a file is written again at the end, with
 * the number of rows.
 */
#include <string.h>

#include "base/sentence.h"
#include "base/status.h"
#include "stream/row_format.h"

static void stream_begin(struct writer *writer)
{
    char block[HEADER_BYTES];
    const char *why = header_format(block, &writer->header);
    if (why != NULL)
        writer_fail(writer, EXIT_BAD_DATA, why);
    writer_bytes(writer, block, sizeof block);
    writer_flush(writer); /* a reader gets the header at once */
}

static void float_rows(struct writer *writer, const float *rows, size_t count)
{
    writer_bytes(writer, rows, count * header_numbers(&writer->header) * sizeof *rows);
}

static void stream_refresh(struct writer *writer)
{
    char block[HEADER_BYTES];
    struct header header = writer->header;
    header.rows = writer->rows;
    const char *why = header_format(block, &header);
    if (why != NULL)
        writer_fail(writer, EXIT_BAD_DATA, why);
    else if ((why = file_patch(&writer->file, 0, block, sizeof block)) != NULL)
        writer_fail(writer, EXIT_IO, why);
}

static void stream_end(struct writer *writer, const char *cut)
{
    if (writer->header.rows >= 0 && (cut == NULL || writer->rows < writer->header.rows))
        return; /* missing rows show the cut anyway; if all are there, only this line does */
    if (!writer->file.regular) {
        char line[CLOSING_BYTES];
        memset(line, '\n', sizeof line);
        const char *text = cut != NULL ? sentence("spec-stream end %lld cut: %s", (long long)writer->rows, cut)
                                       : sentence("spec-stream end %lld complete", (long long)writer->rows);
        size_t length = strlen(text);
        if (length >= sizeof line) /* do not split a word or a number */
            for (length = sizeof line - 1; length > 0 && text[length] != ' ';)
                length--;
        memcpy(line, text, length);
        writer_bytes(writer, line, sizeof line);
        return;
    }
    writer_flush(writer);
    if (cut == NULL && writer->failure == NULL)
        stream_refresh(writer);
}

static size_t stream_row(const struct writer *writer, size_t *head)
{
    *head = HEADER_BYTES;
    return header_numbers(&writer->header) * sizeof(float);
}

static size_t raw_row(const struct writer *writer, size_t *head)
{
    *head = 0;
    return header_numbers(&writer->header) * sizeof(float);
}

const struct writer_format writer_stream = {.name = "stream",
                                            .begin = stream_begin,
                                            .rows = float_rows,
                                            .end = stream_end,
                                            .refresh = stream_refresh,
                                            .row_bytes = stream_row};
const struct writer_format writer_raw = {.name = "raw", .rows = float_rows, .row_bytes = raw_row};
