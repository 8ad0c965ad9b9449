/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A format of rows, and the struct writer that it works on. Each write_*.c defines one or more formats.
 *
 * The table of formats is in writer.c. A new format needs a file write_NAME.c, its `extern` below, and a row in
 * writer.c.
 *
 * A format turns rows into bytes and passes them to the functions below, which buffer them, write them, or hold them in
 * a spool until the format knows the length that comes first.
 */
#ifndef SPECPIPE_STREAM_ROW_FORMAT_H
#define SPECPIPE_STREAM_ROW_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stream/file.h"
#include "stream/header.h"

struct writer_format;
struct spool;

/* Facts about a table that are not in the header. All may be 0 or NULL. Pointers have to outlive the writer. */
struct writer_table {
    const char *const *names; /* [width] of the columns; NULL: by the axis */
    const char *source;       /* the input's name: column `file` (csv, tsv, arff); its stem is the key of an ark */
    bool several;             /* several inputs go into this output: it always has columns `file` and `channel` */
    bool long_form;           /* csv, tsv: one line per number: [file,]time,[channel,]name,value (for R, ggplot) */
    int precision;            /* significant digits of text, 1 to 17; 0: 9, which restore every float32 */
    int htk_kind;             /* parmKind; 0: 9, USER */
    bool provisional;         /* the header is not final: nothing is written before writer_restart */
};

struct writer {
    const char *name;     /* for messages */
    struct header header; /* of a recording: rate, start, origin and source may change, see writer_refresh */
    const char *failure;
    int status;         /* the exit status that goes with it */
    const char *remark; /* once it has begun: a sentence on what the format cannot hold exactly; NULL: nothing */
    int64_t rows;       /* of the current input; after writer_close of a recording that failed: those in the file */
    int64_t clipped;    /* samples outside the range of the format's integers */
    bool recording;
    /* private to the writer and the formats */
    struct file file;
    const struct writer_format *format;
    struct writer_table table;
    unsigned char *buffer; /* [WRITER_BUFFER] */
    size_t used;           /* bytes in the buffer */
    struct spool *spool;   /* holds the bytes of a pipe; NULL: they are written */
    int64_t input_start;   /* of several inputs: the file offset at which the current one begins, in bytes */
    bool between_inputs;   /* of several inputs: the last one has ended, and the next has not begun */
    void *state;           /* the format's */
};

enum { WRITER_BUFFER = 1 << 18 /* bytes */ };

/* One row of the table of formats, in writer.c. All but `name` and `rows` may be 0 or NULL. */
struct writer_format {
    const char *name;
    const char *extensions[3]; /* of file names, in lower case, ended by NULL */
    bool text;                 /* may be written to a terminal */
    int bits;                  /* of the integers that samples become */
    void (*begin)(struct writer *writer);
    void (*rows)(struct writer *writer, const float *rows, size_t count);
    void (*end)(struct writer *writer, const char *cut);
    bool gathers;   /* takes the rows of several inputs */
    bool long_form; /* can write a line for each number */
    /* Why another input of that name cannot be added; NULL: it can. */
    const char *(*accept)(const struct writer *writer, const struct header *header, const char *source);
    /*
     * Called at the end of each input, and before `end` also for a single one. `good`: the input was read to its end;
     * writes the held rows if so, else drops them.
     */
    void (*end_input)(struct writer *writer, bool good);
    /* Writes the head of a regular file again, for writer->rows rows, all of which are in the file. */
    void (*refresh)(struct writer *writer);
    /* Bytes of one row, where all rows have the same size; *head out: bytes before the first row. */
    size_t (*row_bytes)(const struct writer *writer, size_t *head);
    /* Where rows differ in size: cuts a torn row off the end of the file, and sets writer->rows. */
    void (*repair)(struct writer *writer);
};
extern const struct writer_format writer_stream, writer_raw, writer_csv, writer_tsv, writer_npy;
extern const struct writer_format writer_arff, writer_htk, writer_ark, writer_arkt;
extern const struct writer_format writer_wav, writer_wav16, writer_wav24, writer_flac, writer_flac16;

/* Adds bytes to the buffer, which is written when it is full. */
void writer_bytes(struct writer *writer, const void *bytes, size_t size);

/* Adds the characters of a string, without its final zero byte. */
void writer_text(struct writer *writer, const char *text);

/* Writes the buffer, or pushes it to the spool while bytes are held. */
void writer_flush(struct writer *writer);

/* Room for `size` bytes (at most 4096) in the buffer; add to writer->used the number of bytes written there. */
char *writer_room(struct writer *writer, size_t size);

/* writer_bytes as a sink: `writer` is a struct writer. NULL or its failure. */
const char *writer_sink(void *writer, const void *bytes, size_t size);

/* For formats whose length comes first: if the output is a pipe, holds all bytes from now on. */
void writer_hold_rows(struct writer *writer);

/* Writes head[size] and then the held bytes, and holds no more. Does nothing if none are held, as for a file. */
void writer_write_held_rows(struct writer *writer, const void *head, size_t size);

/* Remembers a failure, unless there is one already. */
void writer_fail(struct writer *writer, int status, const char *why);

/* Fails and returns true unless the rows are real spectra or features. `name` of the format: "HTK". */
bool writer_refuses(struct writer *writer, const char *name);

#endif
