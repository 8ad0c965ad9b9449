/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring is a lock-free queue of blocks of bytes, from the thread that reads a device to the thread that uses them.
 *
 * One thread puts, another takes, and neither waits for the other: each publishes a counter once its bytes are copied.
 * [Lamport 1983, "Specifying concurrent program modules", section 4]
 */
#ifndef SPECPIPE_CAPTURE_RING_H
#define SPECPIPE_CAPTURE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_BLOCK = 1 << 16 /* bytes of one block */ };

struct block {
    int64_t time;      /* when its last byte had arrived: CLOCK_MONOTONIC, nanoseconds */
    int64_t lost;      /* bytes missing before the first one */
    bool estimated;    /* `lost` was estimated from the time elapsed */
    const char *cause; /* of the loss, a string literal; NULL: no loss */
    size_t size;       /* 0 .. MOST_BLOCK */
    const unsigned char *bytes;
};

struct ring;

/* Room for `bytes` bytes, rounded up to a power of two, and at least for two blocks. */
struct ring *ring_create(size_t bytes);
void ring_destroy(struct ring *ring);

/* Copies a block in; false, and nothing is copied, if there is not enough room. */
bool ring_put(struct ring *ring, const struct block *block);

/* Takes the oldest block; false: there is none. Its bytes are valid until the next ring_take. */
bool ring_take(struct ring *ring, struct block *block);

/* The share of the room in use, 0 to 1; for both threads. */
double ring_share(const struct ring *ring);

#endif
