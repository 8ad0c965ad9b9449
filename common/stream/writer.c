/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/io.h"
#include "stream/source.h"

enum { BUFFER_BYTES = 1 << 18 };

static const struct writer_format *const formats[] = {&writer_stream, &writer_raw, &writer_csv, &writer_npy};

const char *writer_format_name(size_t i)
{
    return i < sizeof formats / sizeof *formats ? formats[i]->name : NULL;
}

void writer_fail(struct writer *writer, int status, const char *why)
{
    if (writer->failure == NULL) {
        writer->failure = why;
        writer->status = status;
    }
}

static const struct writer_format *find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

/* The extension picks the format; one that promises a format we do not write is refused rather than ignored. */
static const struct writer_format *by_extension(struct writer *writer, const char *path)
{
    const char *promise = file_promise(path), *dot = path != NULL ? strrchr(path, '.') : NULL;
    const struct writer_format *format = dot != NULL ? find(dot + 1) : NULL;
    if (promise != NULL && format == NULL)
        writer_fail(writer, EXIT_USAGE_ERROR,
                    sentence("this program writes no %s; it writes stream, raw, csv and npy%s", promise,
                             strcmp(promise, "png") == 0 ? ", and spec-render makes pictures of them" : ""));
    return format != NULL ? format : &writer_stream;
}

const char *writer_create(struct writer *writer, const char *path, const char *format, const struct header *header,
                          const struct reader *input)
{
    *writer = (struct writer){.name = path != NULL && strcmp(path, "-") != 0 ? path : "stdout", .header = *header};
    writer->format = by_extension(writer, path);
    if (format != NULL) { /* it says what the name does not, or overrules it */
        writer->format = find(format);
        writer->failure = NULL;
    }
    if (writer->failure != NULL)
        return writer->failure;
    const char *why = file_create(&writer->file, path, input != NULL ? &input->about : NULL);
    if (why != NULL) {
        writer_fail(writer, EXIT_NO_OUTPUT, why);
        return why;
    }
    writer->fd = writer->file.fd;
    if (!writer->format->text && isatty(writer->fd)) {
        writer_fail(writer, EXIT_USAGE_ERROR, "binary data do not belong on a terminal: use -o FILE or a pipe");
        return writer->failure;
    }
    writer->buffer = mem_new(BUFFER_BYTES, 1);
    if (writer->format->begin != NULL)
        writer->format->begin(writer);
    return writer->failure;
}

void writer_flush(struct writer *writer)
{
    if (writer->failure == NULL && !io_write(writer->fd, writer->buffer, writer->used))
        writer_fail(writer, EXIT_IO, strerror(errno));
    writer->used = 0;
}

void writer_bytes(struct writer *writer, const void *bytes, size_t size)
{
    while (size > 0 && writer->failure == NULL) {
        size_t part = BUFFER_BYTES - writer->used < size ? BUFFER_BYTES - writer->used : size;
        memcpy(writer->buffer + writer->used, bytes, part);
        writer->used += part;
        bytes = (const char *)bytes + part;
        size -= part;
        if (writer->used == BUFFER_BYTES)
            writer_flush(writer);
    }
}

void writer_rows(struct writer *writer, const float *rows, size_t count)
{
    if (writer->failure != NULL)
        return;
    writer->format->rows(writer, rows, count);
    writer->rows += (int64_t)count;
}

void writer_pass_on(struct writer *writer)
{
    if (!writer->file.regular && writer->fd == writer->file.fd)
        writer_flush(writer);
}

const char *writer_close(struct writer *writer, const char *cut)
{
    if (writer->failure == NULL && cut == NULL && writer->header.rows >= 0 && writer->rows != writer->header.rows)
        writer_fail(writer, EXIT_INTERNAL,
                    sentence("%lld rows were written where %lld were announced", (long long)writer->rows,
                             (long long)writer->header.rows));
    if (writer->buffer != NULL) {
        if (writer->format->end != NULL)
            writer->format->end(writer, cut);
        writer_flush(writer);
    }
    if (writer->fd >= 0 && writer->fd != writer->file.fd)
        close(writer->fd);
    free(writer->buffer);
    writer->buffer = NULL;
    if (writer->failure != NULL || cut != NULL) {
        file_abandon(&writer->file); /* of a file on stdout nothing is left either */
        return writer->failure;
    }
    const char *why = file_commit(&writer->file);
    if (why != NULL)
        writer_fail(writer, EXIT_IO, why);
    return writer->failure;
}

/* The native stream. A file's header is rewritten at the end, when its rows have been counted. */

static void stream_begin(struct writer *writer)
{
    char block[HEADER_BYTES];
    const char *why = header_format(block, &writer->header);
    if (why != NULL)
        writer_fail(writer, EXIT_BAD_DATA, why);
    writer_bytes(writer, block, sizeof block);
    writer_flush(writer); /* whoever reads learns at once what will come, and how long it is */
}

static void float_rows(struct writer *writer, const float *rows, size_t count)
{
    writer_bytes(writer, rows, count * header_numbers(&writer->header) * sizeof *rows);
}

static void stream_end(struct writer *writer, const char *cut)
{
    if (writer->header.rows >= 0 && (cut == NULL || writer->rows < writer->header.rows))
        return; /* too few rows tell that they were cut; all of them need the line */
    if (!writer->file.regular) {
        char line[CLOSING_BYTES];
        memset(line, '\n', sizeof line);
        const char *text = cut != NULL ? sentence("spec-stream end %lld cut: %s", (long long)writer->rows, cut)
                                       : sentence("spec-stream end %lld complete", (long long)writer->rows);
        memcpy(line, text, strnlen(text, sizeof line - 1));
        writer_bytes(writer, line, sizeof line);
        return;
    }
    writer_flush(writer);
    if (cut != NULL || writer->failure != NULL)
        return;
    char block[HEADER_BYTES];
    writer->header.rows = writer->rows;
    const char *why = header_format(block, &writer->header);
    if (why != NULL)
        writer_fail(writer, EXIT_BAD_DATA, why);
    else if ((why = file_patch(&writer->file, 0, block, sizeof block)) != NULL)
        writer_fail(writer, EXIT_IO, why);
}

const struct writer_format writer_stream = {"stream", false, stream_begin, float_rows, stream_end};
const struct writer_format writer_raw = {"raw", false, NULL, float_rows, NULL};
