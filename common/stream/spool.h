/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holds bytes that cannot be written yet: up to 256 KiB in memory, more in an unlinked temporary file.
 *
 * Used for pipes, where a format puts its length first, or where rows may have to be removed.
 */
#ifndef SPECPIPE_STREAM_SPOOL_H
#define SPECPIPE_STREAM_SPOOL_H

#include <stddef.h>

struct spool;

struct spool *spool_create(void);

/* Appends bytes. NULL or a sentence. */
const char *spool_push(struct spool *spool, const void *bytes, size_t size);

/*
 * Passes all bytes, in order, to `sink`, and empties the spool. Stops at the first sentence that `sink` returns. NULL
 * or a sentence, the spool's or the sink's.
 */
const char *spool_pour(struct spool *spool, const char *(*sink)(void *to, const void *bytes, size_t size), void *to);

/*
 * Reads the bytes back a part at a time, in order; bytes[size] out. *got is less than size only after the last byte, or
 * on failure. Nothing may be pushed between the first read and spool_clear. NULL or a sentence.
 */
const char *spool_read(struct spool *spool, void *bytes, size_t size, size_t *got);

/* The exit status for the last sentence of the spool itself. */
int spool_status(const struct spool *spool);

/* Drops all bytes, so that new ones can be pushed. */
void spool_clear(struct spool *spool);

void spool_destroy(struct spool *spool);

#endif
