/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources of rows: what the reader reads from. One file each: native stream, bare numbers, WAV and AU, libsndfile.
 *
 * A source lends blocks of whole rows; the memory behind them is its own and lasts until the next call.
 */
#ifndef SPECPIPE_STREAM_SOURCE_H
#define SPECPIPE_STREAM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "stream/header.h"
#include "base/sample.h"

/* Bytes of a file or pipe, the first of which have been looked at already. */
enum { FEED_HEAD = HEADER_BYTES, MOST_REMEMBERED = 1 << 24 };
struct feed {
    int fd;
    bool regular;   /* a regular file: it has a size and can be seeked */
    int64_t origin; /* where its first byte lies in the file */
    int64_t size;   /* from there, of a regular file */
    size_t have, at;
    unsigned char head[FEED_HEAD];
    bool remember; /* what is read beyond the head of a pipe, for another reader of the same bytes */
    size_t remembered;
    unsigned char *beyond; /* [remembered] */
};

/* Looks at the first bytes of fd. NULL or a sentence. */
const char *feed_open(struct feed *feed, int fd);
/* As io_read, what was looked at first. */
ssize_t feed_read(struct feed *feed, void *bytes, size_t size);

/* As io_read_some. */
ssize_t feed_read_some(struct feed *feed, void *bytes, size_t least, size_t size);
/*
 * All that was read, and the rest, in an io_temporary(): a descriptor, or -1 and errno. Only while the feed remembers,
 * or where no more than its head has been read, or of a regular file.
 */
int feed_spool(struct feed *feed);
/* Forgets what it remembers, and to remember. */
void feed_forget(struct feed *feed);
/* Goes `offset` bytes past the first one. Only of a regular file. */
bool feed_seek(struct feed *feed, int64_t offset);

struct source {
    struct header header;
    const char *failure; /* why reading stopped early; NULL: it did not */
    int status;          /* the exit status that goes with it */
    bool cut;            /* the data do not end where they were announced to: --partial may accept what came */
    bool real;           /* rows may hold NaN and infinities */
    /* Lends at most `most` rows (at least 1); 0 at the end and after a failure. */
    size_t (*read)(struct source *source, const float **rows, size_t most);
    /* The next row read is `row`. NULL where it is impossible. */
    bool (*seek)(struct source *source, int64_t row);
    void (*destroy)(struct source *source);
};

/*
 * Each opens a source on a feed (which it does not own) or sets *why and returns NULL.
 * Where the format is not its own, *why stays NULL.
 */
struct source *read_stream_open(struct feed *feed, const char **why);
struct source *read_wav_open(struct feed *feed, const char **why);
struct source *read_sndfile_open(struct feed *feed, const char **why);
/* `header` says what the rows are. */
struct source *read_bare_open(struct feed *feed, const struct header *header, const struct sample_format *format);

/* A source of rows of one encoding, `bytes` of them from `offset` (-1: to the end); the part bare and wave share. */
struct source *read_bare_part(struct feed *feed, const struct header *header, const struct sample_format *format,
                              int64_t offset, int64_t bytes);

/* Ends a source with a sentence; returns 0 for read functions. */
size_t source_fail(struct source *source, int status, const char *why);

enum { SOURCE_BLOCK = 1 << 18 /* bytes read at once */ };

#endif
