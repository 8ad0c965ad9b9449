/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoders of the input formats, called sources: read_stream.c, read_bare.c (raw samples), read_wav.c (WAV and AU),
 * read_csv.c and read_npy.c (tables) and read_sndfile.c. reader.h chooses one of them; read_spooled.c counts the rows of
 * any of them.
 *
 * A source lends blocks of whole rows, which stay valid until the next call.
 */
#ifndef SPECPIPE_STREAM_SOURCE_H
#define SPECPIPE_STREAM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sample.h"
#include "base/status.h"
#include "stream/feed.h"
#include "stream/header.h"

enum { SOURCE_BLOCK = 1 << 18 /* bytes read at once */ };

struct source {
    struct header header;
    const char *failure; /* why reading stopped early; NULL: it did not */
    int status;          /* the exit status that goes with it */
    bool cut;            /* the failure is data that do not end where announced: --partial accepts the rows before it */
    bool real;           /* rows may hold NaN and infinities */
    bool stream;         /* a spec-stream(5) */
    bool exact;          /* after seek, rows are the same as without */
    /* [width] Of a table, the columns' frequencies in Hz as their names say, or NAN, and the largest errors; else NULL. */
    const double *hertz, *hertz_half;
    /* Lends at most `most` rows (at least 1); 0 at the end and after a failure. */
    size_t (*read)(struct source *source, const float **rows, size_t most);
    /* Moves to `row`, which is the next one read. NULL where that is impossible. */
    bool (*seek)(struct source *source, int64_t row);
    void (*destroy)(struct source *source);
};

/*
 * Each opens a source on a feed, which must outlive it. Returns NULL and sets *why if the format is the source's but
 * the data are unusable; returns NULL and leaves *why unchanged if it is another format, or if the feed has failed.
 */
struct source *read_stream_open(struct feed *feed, const char **why);
struct source *read_wav_open(struct feed *feed, const char **why);

/*
 * The last one tried: opens any feed, or sets *why. Redirects stderr to /dev/null while libmpg123 runs if `hush`; decodes
 * FLAC twice, first to compare its MD5 sum, if `verify`.
 */
struct source *read_sndfile_open(struct feed *feed, bool hush, bool verify, const char **why);

/*
 * A table whose rows are as `given` by table_header; rate.num is 0 where it was not given. Never NULL: an unusable table
 * is a source with a failure.
 */
struct source *read_csv_open(struct feed *feed, const struct header *given);
struct source *read_npy_open(struct feed *feed, const struct header *given);

/* Raw samples or rows; `header` says which. */
struct source *read_bare_open(struct feed *feed, const struct header *header, const struct sample_format *format);

/* Rows in one encoding: `bytes` bytes of them (-1: until the end) from byte `offset` on. */
struct source *read_bare_part(struct feed *feed, const struct header *header, const struct sample_format *format,
                              int64_t offset, int64_t bytes);

/*
 * Reads `from`, which it takes over, up to `most` rows ahead; they wait in a spool and are lent first. header.rows is
 * known if `from` ends within them. Truncation is reported at once: its rows can be read after `failure` is cleared. More
 * than `limit` bytes of them (0: no limit) are a failure.
 */
struct source *read_spooled_open(struct source *from, int64_t most, double limit);

/* Ends a source with a failure, unless it has one. Returns 0, for read functions. */
size_t source_fail(struct source *source, int status, const char *why);

/* The same for data that do not end where announced. */
size_t source_cut(struct source *source, const char *why);

#endif
