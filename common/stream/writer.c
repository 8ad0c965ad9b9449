/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/io.h"
#include "stream/source.h"

enum { BUFFER_BYTES = 1 << 18 };

static const struct writer_format *const formats[] = {&writer_stream, &writer_raw,  &writer_csv,
                                                      &writer_npy,    &writer_wav,  &writer_wav16,
                                                      &writer_wav24,  &writer_flac, &writer_flac16};

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

/* "stream, raw and csv" */
static const char *list_formats(void)
{
    char list[256] = "";
    size_t count = sizeof formats / sizeof *formats;
    for (size_t i = 0; i < count; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s",
                 i == 0           ? ""
                 : i == count - 1 ? " and "
                                  : ", ",
                 formats[i]->name);
    return sentence("%s", list);
}

/* The extension picks the format; one that promises a format we do not write is refused rather than ignored. */
static const struct writer_format *by_extension(struct writer *writer, const char *path)
{
    const char *promise = file_promise(path), *dot = path != NULL ? strrchr(path, '.') : NULL;
    const struct writer_format *format = dot != NULL ? find(dot + 1) : NULL;
    if (promise != NULL && format == NULL)
        writer_fail(writer, EXIT_USAGE_ERROR,
                    sentence("this program writes no %s; it writes %s%s", promise, list_formats(),
                             strcmp(promise, "png") == 0 ? ", and spec-render makes pictures of them" : ""));
    return format != NULL ? format : &writer_stream;
}

/* What has been opened is given back: the caller has a sentence, and no output. */
static const char *give_up(struct writer *writer)
{
    writer->file.keep = false; /* nothing came: nothing is to be kept */
    file_abandon(&writer->file);
    free(writer->buffer);
    writer->buffer = NULL;
    return writer->failure;
}

static const char *open_writer(struct writer *writer, const char *path, const char *format, const struct reader *input)
{
    writer->format = by_extension(writer, path);
    if (format != NULL) { /* it says what the name does not, or overrules it */
        writer->format = find(format);
        writer->failure = NULL;
    }
    if (writer->format == NULL)
        writer_fail(writer, EXIT_USAGE_ERROR, sentence("'%s' is none of %s", format, list_formats()));
    if (writer->failure != NULL)
        return writer->failure;
    const char *why = writer->keep ? file_record(&writer->file, path)
                                   : file_create(&writer->file, path, input != NULL ? &input->about : NULL);
    if (why != NULL)
        writer_fail(writer, EXIT_NO_OUTPUT, why);
    else if (!writer->format->text && isatty(writer->file.fd))
        writer_fail(writer, EXIT_USAGE_ERROR, "binary data do not belong on a terminal: use -o FILE or a pipe");
    if (writer->failure != NULL)
        return give_up(writer);
    writer->fd = writer->file.fd;
    writer->buffer = mem_new(BUFFER_BYTES, 1);
    if (writer->format->begin != NULL)
        writer->format->begin(writer);
    return writer->failure != NULL ? give_up(writer) : NULL;
}

static struct writer fresh(const char *path, const struct header *header)
{
    return (struct writer){
        .name = path != NULL && strcmp(path, "-") != 0 ? path : "stdout", .header = *header, .file.fd = -1, .fd = -1};
}

const char *writer_create(struct writer *writer, const char *path, const char *format, const struct header *header,
                          const struct reader *input)
{
    *writer = fresh(path, header);
    return open_writer(writer, path, format, input);
}

const char *writer_record(struct writer *writer, const char *path, const char *format, const struct header *header)
{
    *writer = fresh(path, header);
    writer->keep = true;
    return open_writer(writer, path, format, NULL);
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

/* A pipe that records is marked as any other; a file that records can be finished whatever happened. */
static bool is_kept(const struct writer *writer)
{
    return writer->keep && writer->file.regular && writer->fd == writer->file.fd;
}

void writer_refresh(struct writer *writer)
{
    writer_flush(writer);
    if (writer->failure == NULL && is_kept(writer) && writer->format->refresh != NULL)
        writer->format->refresh(writer);
}

/* After a failure: the whole rows that reached the file are what it holds, and what its head says. */
static void mend(struct writer *writer)
{
    size_t head = 0;
    if (writer->format->mend != NULL)
        writer->format->mend(writer);
    if (writer->format->row == NULL)
        return;
    int64_t row = (int64_t)writer->format->row(writer, &head);
    int64_t there = lseek(writer->fd, 0, SEEK_CUR) - writer->file.origin - (int64_t)head;
    writer->rows = there > 0 ? there / row : 0;
    if (ftruncate(writer->fd, writer->file.origin + (int64_t)head + writer->rows * row) != 0)
        errno = 0; /* there is a failure to tell already, and readers go by the head */
    if (writer->format->refresh != NULL)
        writer->format->refresh(writer);
}

static void check_count(struct writer *writer)
{
    if (writer->failure == NULL && writer->header.rows >= 0 && writer->rows != writer->header.rows)
        writer_fail(writer, EXIT_INTERNAL,
                    sentence("%lld rows were written where %lld were announced", (long long)writer->rows,
                             (long long)writer->header.rows));
}

const char *writer_close(struct writer *writer, const char *cut)
{
    if (writer->buffer == NULL) /* it could not be opened */
        return writer->failure;
    bool kept = is_kept(writer);
    if (kept)
        writer->header.rows = -1; /* to be filled in: what came is what there is */
    else if (cut == NULL)
        check_count(writer);
    if (writer->format->end != NULL)
        writer->format->end(writer, kept ? NULL : cut);
    writer_flush(writer);
    if (kept && writer->failure != NULL)
        mend(writer);
    if (writer->fd >= 0 && writer->fd != writer->file.fd)
        close(writer->fd);
    free(writer->buffer);
    writer->buffer = NULL;
    if (!kept && (writer->failure != NULL || cut != NULL)) {
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
        return; /* too few rows tell that they were cut; all of them need the line */
    if (!writer->file.regular) {
        char line[CLOSING_BYTES];
        memset(line, '\n', sizeof line);
        const char *text = cut != NULL ? sentence("spec-stream end %lld cut: %s", (long long)writer->rows, cut)
                                       : sentence("spec-stream end %lld complete", (long long)writer->rows);
        size_t length = strlen(text);
        if (length >= sizeof line) /* a word, or worse a number, is whole or not there */
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
                                            .row = stream_row};
const struct writer_format writer_raw = {.name = "raw", .rows = float_rows, .row = raw_row};
