/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reader opens whatever a tool is given (a stream, any audio file, bare numbers; a name, "-" or nothing)
 * and lends its rows, block by block, without reading what is not asked for.
 *
 * Its promise: the last row lent is the last there was, or `failure` says why not.
 */
#ifndef SPECPIPE_STREAM_READER_H
#define SPECPIPE_STREAM_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "stream/header.h"
#include "stream/channel_choice.h"
#include "stream/source.h"

/* What the command line says of the input. */
struct reader_wish {
    struct ratio rate;    /* of bare numbers; over == 0: not given */
    const char *format;   /* of bare numbers; NULL: not given */
    const char *channels; /* all, mix, 1,3; of bare numbers: how many there are */
    long bins;            /* numbers per row and channel of bare spectra; 0: bare samples */
    const char *kind;     /* of bare spectra; NULL: power */
    double bin_width;     /* of bare spectra, in Hz; 0: columns have no frequency */
    bool partial;         /* what came of data that were cut is accepted */
    struct extent start, end, duration;
};

struct reader {
    const char *name; /* for messages */
    struct header header;
    const char *failure; /* why it ended early, or NULL */
    int status;          /* the exit status that goes with it */
    const char *cut;     /* with --partial: what was wrong with the end, or NULL */
    bool live;           /* a stream of unknown length from a pipe: it ends when the program before this one does */
    struct stat about;
    /* the rest is the reader's own */
    bool partial, bare;
    struct feed feed;
    struct source *source;
    struct channel_choice choice;
    float *picked;
    size_t picked_room;
    int64_t at, end; /* next row of the source; the row to stop before, or -1 */
    int64_t skip;    /* rows to read and drop first, where seeking is impossible */
};

/* Opens `path` (NULL or "-": stdin). NULL, or a sentence; then `status` holds the exit status, and reader_close still has to come. */
const char *reader_open(struct reader *reader, const char *path, const struct reader_wish *wish);

/* Lends the next rows, at most `most`, laid out as `header` says; they last until the next call. 0 at the end and after a failure. */
size_t reader_next(struct reader *reader, const float **rows, size_t most);

/* Only rows first .. end - 1 (end -1: to the last) shall come. To be called before the first reader_next. */
const char *reader_select(struct reader *reader, int64_t first, int64_t end);

/* The same, from --start, --end and --duration; moves header.start and header.rows. NULL or a sentence. */
const char *reader_select_time(struct reader *reader, const struct reader_wish *wish);

/*
 * Makes header.rows known where it is not: the rows wait in a temporary file while they are counted.
 * To be called before the first reader_next. NULL or a sentence; then `status` holds the exit status.
 */
const char *reader_count(struct reader *reader);

void reader_close(struct reader *reader);

/* Whether bytes are the beginning of a sound file or a stream: they never pass for bare numbers, read or not. */
bool reader_knows(const void *bytes, size_t size);

#endif
