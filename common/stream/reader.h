/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opens any input (a stream, an audio file, or raw samples; a file or stdin) and lends its rows block by block, reading
 * only as far as requested.
 *
 * Its promise: the last row lent is the last of the input, or `failure` says why not.
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
#include "stream/time_choice.h"

/* The input options of the command line, except hush_decoder, which the program sets. */
struct input_options {
    struct ratio rate;        /* of raw samples, Hz; num == 0: not given */
    const char *format;       /* of raw samples; NULL: not given */
    const char *channels;     /* all, mix, 1,3; of raw samples: how many there are */
    long bins;                /* numbers per row and channel of raw spectra; 0: raw samples */
    const char *kind;         /* of raw spectra; NULL: power */
    double bin_width;         /* of raw spectra, Hz; 0: columns have no frequency */
    struct ratio assume_rate; /* of samples, Hz, in place of the file's own; num == 0: not given */
    double time_expansion;    /* the file's rate is multiplied by it; 0: not given */
    double spool_limit;       /* bytes of a temporary copy; 0: no limit */
    bool verify;              /* compares FLAC's check sum of all samples */
    bool partial;             /* accepts the rows of truncated data */
    bool tables;              /* accepts tables (CSV, NPY) of rows, whose kind is given */
    bool hush_decoder;        /* silences libmpg123 by redirecting stderr while it runs; for single-threaded programs */
    struct time_options time;
};

struct reader {
    const char *name; /* for messages */
    struct header header;
    const char *failure; /* why it ended early, or NULL */
    int status;          /* the exit status that goes with it */
    const char *remark;  /* about all rows, once the last one has been lent; NULL: none */
    const char *cut;     /* with --partial: how the data are truncated, or NULL */
    bool live;           /* a stream of unknown length from a pipe: it ends when the program that writes it does */
    struct stat about;
    /* [width] Of a table, the columns' frequencies in Hz as their names say, or NAN, and the largest errors; else NULL.
       Until the first reader_count. */
    const double *hertz, *hertz_half;
    /* private */
    bool partial, bare;
    double spool_limit;
    float loudest_part, loudest_mix; /* magnitudes of samples of any channel, and of their mix */
    struct feed feed;
    struct source *source;
    struct channel_choice choice;
    float *chosen; /* [chosen_room] rows of the chosen channels */
    size_t chosen_room;
    int64_t at, end; /* next row of the source; the row to stop before, or -1 */
    int64_t skip;    /* rows to read and discard first, if the source cannot seek */
};

/*
 * Opens `path` (NULL or "-": stdin). NULL or a sentence; then `status` holds the exit status. Call reader_close in any
 * case.
 */
const char *reader_open(struct reader *reader, const char *path, const struct input_options *options);

/*
 * Lends the next rows, at most `most`, as `header` says; valid until the next call. 0 at the end and after a failure.
 */
size_t reader_next(struct reader *reader, const float **rows, size_t most);

/*
 * Selects rows first .. end - 1 (end -1: to the last; otherwise end > first). Call it before the first reader_next. NULL
 * or a sentence.
 */
const char *reader_select(struct reader *reader, int64_t first, int64_t end);

/* The same by time; `offset` is that of time_choice_find. Both update header.start and header.rows. NULL or a sentence. */
const char *reader_select_time(struct reader *reader, const struct time_options *options, double offset);

/*
 * Finds header.rows if it is unknown, by reading ahead, at most `most` rows, which wait in memory or a temporary file;
 * if there are more, it stays unknown. Call it before the first reader_next and before reader_select. NULL or a
 * sentence; then `status` holds the exit status.
 */
const char *reader_count(struct reader *reader, int64_t most);

void reader_close(struct reader *reader);

/* Whether bytes begin a sound file or a stream, even one of a kind that cannot be read, and so are not raw samples. */
bool reader_knows(const void *bytes, size_t size);

#endif
