/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer puts rows out: as a stream, as bare floats, as tables of many formats, as a WAV or FLAC file.
 *
 * Its promise: what is complete says so, and what is not complete cannot pass for it. A failure is remembered
 * in `failure`; later calls do nothing, so loops need no checks.
 *
 * A recording is complete with whatever came: it grows in PATH.part, can be read there as of each writer_refresh, and
 * has its name after writer_close, also where writing failed.
 *
 * Some tables take the rows of several inputs, one after another: what came of an input that turns out to be damaged
 * is taken back, as if it had never been there, also on the way to a pipe.
 */
#ifndef SPECPIPE_STREAM_WRITER_H
#define SPECPIPE_STREAM_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "stream/file.h"
#include "stream/header.h"
#include "stream/reader.h"

struct writer_format;
struct spool;

/* What tables say beyond the header. All may be 0 or NULL; what is pointed to outlives the writer. */
struct writer_table {
    const char *const *names; /* [width] of the columns; NULL: by the axis */
    const char *source;       /* the input's name: column `file` (csv, tsv, arff); its stem is the key of an ark */
    bool several;             /* several inputs go into this output: columns `file` and `channel`, always both */
    bool long_form;           /* csv, tsv: a line a number: [file,]time,[channel,]name,value (for R, ggplot) */
    int precision;            /* significant digits of text, 1 to 17; 0: 9, which bring every float32 back */
    int htk_kind;             /* parmKind; 0: 9, USER */
};

struct writer {
    const char *name;     /* for messages */
    struct header header; /* of a recording: rate, start, origin and source may still be changed, see writer_refresh */
    const char *failure;
    int status;         /* the exit status that goes with it */
    const char *remark; /* after writer_create: what the format cannot hold exactly, as a sentence; NULL: nothing */
    int64_t rows;       /* of the current input; after writer_close of a recording that failed: those in the file */
    int64_t clipped;    /* samples that the format's whole numbers could not hold */
    bool keep;          /* a recording */
    /* the rest is the writer's own */
    struct file file;
    const struct writer_format *format;
    struct writer_table table;
    unsigned char *buffer;
    size_t used;
    struct spool *spool; /* where bytes wait until they may go out; NULL: they go */
    int64_t mark;        /* of several inputs: where in the file the current one begins */
    bool idle;           /* there is no current one */
    void *state;         /* the format's */
};

/* stream raw csv tsv npy arff htk ark arkt wav wav16 wav24 flac flac16; NULL past the end */
const char *writer_format_name(size_t i);

/* Whether the format of that name takes the rows of several inputs. */
bool writer_format_gathers(const char *name);

/* The format that a name's extension asks for, as "htk" for x.mfc; NULL: none of them. */
const char *writer_format_asked(const char *path);

/*
 * Opens `path` (NULL or "-": stdout) for rows as `header` says. `format` NULL: by the extension, else stream.
 * `input` (may be NULL) is refused as output. `table` (may be NULL) is copied.
 * NULL, or a sentence; then `status` holds the exit status.
 */
const char *writer_create(struct writer *writer, const char *path, const char *format, const struct header *header,
                          const struct reader *input, const struct writer_table *table);

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

/*
 * The input so far is complete, and what follows is the rows of another one: of any length, rate, start and number of
 * channels, but of the same kind and width. Only where the table said `several`. NULL or a sentence: then the rows of
 * this input are not to be written, and another may follow, unless `failure` is set.
 */
const char *writer_next(struct writer *writer, const struct header *header, const char *source);

/*
 * What came of the current input is taken back, and so is a failure that lay in its rows (EXIT_BAD_DATA). After it comes
 * writer_next or writer_close.
 */
void writer_drop(struct writer *writer);

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
void writer_text(struct writer *writer, const char *text);
void writer_flush(struct writer *writer);

/* Room for `size` bytes (at most 4096) in the buffer; writer->used then grows by those that were written. */
char *writer_room(struct writer *writer, size_t size);

/*
 * For formats that have a length in front: on the way to a pipe all bytes wait from now on. writer_release puts out
 * head[size] and then what waits, and nothing waits any more; where nothing does, as in a file, it does nothing.
 */
void writer_wait(struct writer *writer);
void writer_release(struct writer *writer, const void *head, size_t size);

/* The same bytes as a sink has them: `writer` is a struct writer. NULL or its failure. */
const char *writer_sink(void *writer, const void *bytes, size_t size);
void writer_fail(struct writer *writer, int status, const char *why);

/* True, and a failure, unless the rows are real numbers of spectra or features. `name` of the format, as "HTK". */
bool writer_refuses(struct writer *writer, const char *name);

/* One row of the table of formats. All but `name` and `rows` may be 0 or NULL. */
struct writer_format {
    const char *name;
    const char *extension; /* another one than the name */
    bool text;             /* may go to a terminal */
    int bits;              /* of the whole numbers that samples become */
    void (*begin)(struct writer *writer);
    void (*rows)(struct writer *writer, const float *rows, size_t count);
    void (*end)(struct writer *writer, const char *cut);
    /*
     * Takes the rows of several inputs. settle: those of the current one are complete, and what waits of them goes out;
     * or they are dropped. It comes for a single input too, before `end`.
     */
    bool gathers;
    /* Why another input of that name cannot be added; NULL: it can. */
    const char *(*accept)(const struct writer *writer, const struct header *header, const char *source);
    void (*settle)(struct writer *writer, bool good);
    /* The head of a regular file that holds writer->rows rows, all of them written, made anew. */
    void (*refresh)(struct writer *writer);
    /* Bytes of one row, where all have as many; *head: bytes before the first one. */
    size_t (*row)(const struct writer *writer, size_t *head);
    /* Where rows differ in size: cuts off what is torn at the end of a file, and sets writer->rows. */
    void (*mend)(struct writer *writer);
};
extern const struct writer_format writer_stream, writer_raw, writer_csv, writer_tsv, writer_npy;
extern const struct writer_format writer_arff, writer_htk, writer_ark, writer_arkt;
extern const struct writer_format writer_wav, writer_wav16, writer_wav24, writer_flac, writer_flac16;

#endif
