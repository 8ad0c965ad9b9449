/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The spool keeps bytes until they may go out: in memory while they are few, then in an unlinked temporary file.
 *
 * What needs its length in front waits here on its way to a pipe, and so does what may have to be taken back.
 */
#ifndef SPECPIPE_STREAM_SPOOL_H
#define SPECPIPE_STREAM_SPOOL_H

#include <stddef.h>

struct spool;

struct spool *spool_create(void);

/* NULL or a sentence. */
const char *spool_push(struct spool *spool, const void *bytes, size_t size);

/*
 * Gives all bytes, in order, to `sink` and forgets them. A sink returns NULL or a sentence, which ends it and comes back.
 * NULL or a sentence.
 */
const char *spool_pour(struct spool *spool, const char *(*sink)(void *to, const void *bytes, size_t size), void *to);

/*
 * Reads the bytes back a part at a time, in order; bytes[size] out. *got is less than size only after the last byte, or
 * on failure. Nothing may be pushed between the first read and spool_clear. NULL or a sentence.
 */
const char *spool_read(struct spool *spool, void *bytes, size_t size, size_t *got);

/* The exit status that goes with the last sentence of the spool itself. */
int spool_status(const struct spool *spool);

/* Forgets what it holds. */
void spool_clear(struct spool *spool);

void spool_destroy(struct spool *spool);

#endif
