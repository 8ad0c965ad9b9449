/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer puts rows out: as a stream, as bare floats, as a CSV or NPY table, as a WAV or FLAC file.
 *
 * Its promise: what is complete says so, and what is not complete cannot pass for it. A failure is remembered
 * in `failure`; later calls do nothing, so loops need no checks.
 *
 * A recording is complete with whatever came: it grows in PATH.part, can be read there as of each writer_refresh, and
 * has its name after writer_close, also where writing failed.
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
    const char *name;     /* for messages */
    struct header header; /* of a recording: rate, start, origin and source may still be changed, see writer_refresh */
    const char *failure;
    int status;      /* the exit status that goes with it */
    int64_t rows;    /* written; after writer_close of a recording that failed: those that reached the file */
    int64_t clipped; /* samples that the format's whole numbers could not hold */
    bool keep;       /* a recording */
    /* the rest is the writer's own */
    struct file file;
    const struct writer_format *format;
    int fd; /* of the file, or of a temporary one */
    unsigned char *buffer;
    size_t used;
    void *state; /* the format's */
};

const char *writer_format_name(size_t i); /* stream raw csv npy wav wav16 wav24 flac flac16; NULL past the end */

/*
 * Opens `path` (NULL or "-": stdout) for rows as `header` says. `format` NULL: by the extension, else stream.
 * `input` (may be NULL) is refused as output. NULL, or a sentence; then `status` holds the exit status.
 */
const char *writer_create(struct writer *writer, const char *path, const char *format, const struct header *header,
                          const struct reader *input);

/*
 * The same for a recording. Where `path` is a pipe or a device it is an output as any other. Nothing is left behind
 * when it cannot begin; a PATH.part that is there already is refused with EXIT_NO_OUTPUT.
 */
const char *writer_record(struct writer *writer, const char *path, const char *format, const struct header *header);

/*
 * All rows so far go into the file and its head is made anew from writer->header, whose rate, start, origin and source
 * may have been changed, and from the rows so far: what kill -9 leaves can be read. Pipes are flushed. The head of a
 * FLAC file is not made anew: its rate stays, and its length is open until the end; nor is there one in CSV.
 */
void writer_refresh(struct writer *writer);

/* rows[count * header_numbers] */
void writer_rows(struct writer *writer, const float *rows, size_t count);

/* What has been written goes out now if somebody may be waiting for it. To be called once per block read. */
void writer_pass_on(struct writer *writer);

/*
 * Ends the output: complete when `cut` is NULL, else what a pipe has got is marked as cut and a file is abandoned.
 * A recording is a refresh, then gets its name, whatever `cut` says; after a failed write, which is still the result,
 * it holds the whole rows that reached the file. NULL or a sentence.
 */
const char *writer_close(struct writer *writer, const char *cut);

/* For formats: buffered writing; and the bytes that go out now. */
void writer_bytes(struct writer *writer, const void *bytes, size_t size);
void writer_flush(struct writer *writer);
void writer_fail(struct writer *writer, int status, const char *why);

/* One row of the table of formats. All but `name` and `rows` may be 0 or NULL. */
struct writer_format {
    const char *name;
    bool text; /* may go to a terminal */
    int bits;  /* of the whole numbers that samples become */
    void (*begin)(struct writer *writer);
    void (*rows)(struct writer *writer, const float *rows, size_t count);
    void (*end)(struct writer *writer, const char *cut);
    /* The head of a regular file that holds writer->rows rows, all of them written, made anew. */
    void (*refresh)(struct writer *writer);
    /* Bytes of one row, where all have as many; *head: bytes before the first one. */
    size_t (*row)(const struct writer *writer, size_t *head);
    /* Where rows differ in size: cuts off what is torn at the end of a file, and sets writer->rows. */
    void (*mend)(struct writer *writer);
};
extern const struct writer_format writer_stream, writer_raw, writer_csv, writer_npy;
extern const struct writer_format writer_wav, writer_wav16, writer_wav24, writer_flac, writer_flac16;

#endif
