/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer puts rows out: as a stream, as bare floats, or as a CSV or NPY table.
 *
 * Its promise: what is complete says so, and what is not complete cannot pass for it. A failure is remembered
 * in `failure`; later calls do nothing, so loops need no checks.
 */
#ifndef SPECPIPE_STREAM_WRITER_H
#define SPECPIPE_STREAM_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "stream/file.h"
#include "stream/header.h"
#include "stream/reader.h"

struct writer_format;

struct writer {
    const char *name; /* for messages */
    struct header header;
    const char *failure;
    int status; /* the exit status that goes with it */
    int64_t rows;
    /* the rest is the writer's own */
    struct file file;
    const struct writer_format *format;
    int fd; /* of the file, or of a temporary one */
    unsigned char *buffer;
    size_t used;
};

const char *writer_format_name(size_t i); /* stream raw csv npy; NULL past the end */

/*
 * Opens `path` (NULL or "-": stdout) for rows as `header` says. `format` NULL: by the extension, else stream.
 * `input` (may be NULL) is refused as output. NULL, or a sentence; then `status` holds the exit status.
 */
const char *writer_create(struct writer *writer, const char *path, const char *format, const struct header *header,
                          const struct reader *input);

/* rows[count * header_numbers] */
void writer_rows(struct writer *writer, const float *rows, size_t count);

/* What has been written goes out now if somebody may be waiting for it. To be called once per block read. */
void writer_pass_on(struct writer *writer);

/*
 * Ends the output: complete when `cut` is NULL, else what a pipe has got is marked as cut and a file is abandoned.
 * NULL or a sentence.
 */
const char *writer_close(struct writer *writer, const char *cut);

/* For formats: buffered writing; and the bytes that go out now. */
void writer_bytes(struct writer *writer, const void *bytes, size_t size);
void writer_flush(struct writer *writer);
void writer_fail(struct writer *writer, int status, const char *why);

/* One row of the table of formats. `begin` and `end` may be NULL. */
struct writer_format {
    const char *name;
    bool text; /* may go to a terminal */
    void (*begin)(struct writer *writer);
    void (*rows)(struct writer *writer, const float *rows, size_t count);
    void (*end)(struct writer *writer, const char *cut);
};
extern const struct writer_format writer_stream, writer_raw, writer_csv, writer_npy;

#endif
