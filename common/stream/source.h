/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoders of the input formats, called sources: read_stream.c, read_bare.c (raw samples), read_wav.c (WAV and AU) and
 * read_sndfile.c. reader.h chooses one of them.
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

/* Raw samples or rows; `header` says which. */
struct source *read_bare_open(struct feed *feed, const struct header *header, const struct sample_format *format);

/* Rows in one encoding: `bytes` bytes of them (-1: until the end) from byte `offset` on. */
struct source *read_bare_part(struct feed *feed, const struct header *header, const struct sample_format *format,
                              int64_t offset, int64_t bytes);

/* Ends a source with a failure, unless it has one. Returns 0, for read functions. */
size_t source_fail(struct source *source, int status, const char *why);

/* The same for data that do not end where announced. */
size_t source_cut(struct source *source, const char *why);

#endif
