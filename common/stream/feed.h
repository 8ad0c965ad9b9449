/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of an input file or pipe: reads the first ones, so that a source can recognise its format.
 *
 * Until feed_forget the feed remembers all bytes it has given, so that another source can read them again, even from a
 * pipe.
 */
#ifndef SPECPIPE_STREAM_FEED_H
#define SPECPIPE_STREAM_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    FEED_HEAD = 512,          /* bytes looked at first: the header of a stream */
    FEED_REMEMBERED = 1 << 24 /* most bytes remembered after the head: no header of a sound file is so long */
};

struct feed {
    int fd;              /* -1: none */
    const char *failure; /* why bytes could not be read or copied, as a sentence; NULL: they could */
    int status;          /* the exit status that goes with it */
    bool regular;        /* a regular file: has a size, can seek */
    int64_t origin;      /* file offset of the first byte */
    int64_t size;        /* bytes from there to the end of a regular file */
    size_t have, at;     /* bytes in `head`; of these given so far */
    unsigned char head[FEED_HEAD];
    double most_copied; /* bytes of a temporary copy; 0: no limit. Set after feed_open */
    /* private */
    bool remember; /* what is given after the head, of a pipe */
    size_t remembered;
    unsigned char *after_head; /* [remembered] */
    int spool;                 /* a temporary file with all bytes; -1: none */
};

/* Reads the first bytes of fd, which feed_close closes unless it is a standard stream. NULL or a sentence. */
const char *feed_open(struct feed *feed, int fd);

/* Reads `size` bytes, or fewer at the end. Returns the bytes read; -1 and `failure` on an error. */
ssize_t feed_read(struct feed *feed, void *bytes, size_t size);

/* Waits for `least` bytes (or the end), and reads up to `size` of those available. Returns as feed_read. */
ssize_t feed_read_some(struct feed *feed, void *bytes, size_t least, size_t size);

/* Moves to `offset` bytes from the first one. Only for a regular file. */
bool feed_seek(struct feed *feed, int64_t offset);

/* Ends remembering: a source has accepted the input. */
void feed_forget(struct feed *feed);

/*
 * A regular file, at offset 0, that holds all bytes from the first one on: the input itself, or a temporary copy of it.
 * Its descriptor, which the feed closes, or -1 and `failure`: also if a copy would have more than `most_copied` bytes.
 * Before feed_forget only.
 */
int feed_file(struct feed *feed);

/* The same, but always a temporary copy, which may be changed. */
int feed_copy(struct feed *feed);

/* The sentence about an input whose temporary copy would be larger than `limit` bytes. */
const char *feed_beyond_limit(double limit);

void feed_close(struct feed *feed);

#endif
