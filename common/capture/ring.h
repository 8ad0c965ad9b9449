/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring carries blocks of bytes from the thread that reads a device to the thread that uses them.
 *
 * One thread puts, another takes, and neither ever waits for the other: there is no lock, only two counters that each
 * thread publishes when its bytes are in place. [Lamport 1983, "Specifying concurrent program modules", section 4]
 */
#ifndef SPECPIPE_CAPTURE_RING_H
#define SPECPIPE_CAPTURE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_BLOCK = 1 << 16 /* bytes of one block */ };

struct block {
    int64_t time;      /* when its last byte was there: CLOCK_MONOTONIC, nanoseconds */
    int64_t lost;      /* bytes that are missing before its first one */
    bool guessed;      /* `lost` was estimated from the time that went by */
    const char *cause; /* of the loss: a string literal; NULL when nothing is missing */
    size_t size;       /* 0 .. MOST_BLOCK */
    const unsigned char *bytes;
};

struct ring;

/* `bytes` of room, rounded up to a power of two, at least two blocks'. */
struct ring *ring_create(size_t bytes);
void ring_destroy(struct ring *ring);

/* Copies the block in; false when there is no room for all of it, and then nothing is. */
bool ring_put(struct ring *ring, const struct block *block);

/* The oldest block; false when there is none. Its bytes live until the next ring_take. */
bool ring_take(struct ring *ring, struct block *block);

/* How full it is, 0 to 1; from either thread. */
double ring_share(const struct ring *ring);

#endif
