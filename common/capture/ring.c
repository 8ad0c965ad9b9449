/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/ring.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CACHE_LINE = 64 };

/* Precedes the bytes of each block in the ring. */
struct record {
    int64_t time, lost;
    const char *cause;
    uint32_t size;
    bool estimated;
};

/* Both counters count bytes and only grow; modulo `room` they are positions. Each has a cache line of its own. */
struct ring {
    _Alignas(CACHE_LINE) _Atomic uint64_t head; /* put so far */
    _Alignas(CACHE_LINE) _Atomic uint64_t tail; /* taken so far */
    _Alignas(CACHE_LINE) size_t room;           /* a power of two */
    unsigned char *bytes;
    unsigned char *taken; /* bytes of the block that ring_take returned */
};

struct ring *ring_create(size_t bytes)
{
    assert(bytes <= SIZE_MAX / 4);
    struct ring *ring = mem_new(1, sizeof *ring);
    ring->room = 1;
    while (ring->room < bytes || ring->room < 2 * (sizeof(struct record) + MOST_BLOCK))
        ring->room *= 2;
    ring->bytes = mem_grow(NULL, ring->room, 1); /* not cleared, so pages are allocated on use */
    ring->taken = mem_new(MOST_BLOCK, 1);
    return ring;
}

void ring_destroy(struct ring *ring)
{
    if (ring == NULL)
        return;
    free(ring->bytes);
    free(ring->taken);
    free(ring);
}

/* How many of `size` bytes from `at` on are before the end of the memory; the rest wraps to its beginning. */
static size_t first_part(const struct ring *ring, uint64_t at, size_t size)
{
    size_t before_end = ring->room - (at & (ring->room - 1));
    return size < before_end ? size : before_end;
}

static void copy_in(struct ring *ring, uint64_t at, const void *from, size_t size)
{
    size_t part = first_part(ring, at, size);
    if (size == 0) /* then `from` may be NULL */
        return;
    memcpy(ring->bytes + (at & (ring->room - 1)), from, part);
    memcpy(ring->bytes, (const unsigned char *)from + part, size - part);
}

static void copy_out(void *to, const struct ring *ring, uint64_t at, size_t size)
{
    size_t part = first_part(ring, at, size);
    memcpy(to, ring->bytes + (at & (ring->room - 1)), part);
    memcpy((unsigned char *)to + part, ring->bytes, size - part);
}

bool ring_put(struct ring *ring, const struct block *block)
{
    assert(block->size <= MOST_BLOCK);
    /* acquire: bytes are overwritten only after they have been taken */
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    struct record record;
    if (ring->room - (head - tail) < sizeof record + block->size)
        return false;
    memset(&record, 0, sizeof record); /* the padding is copied too */
    record.time = block->time;
    record.lost = block->lost;
    record.cause = block->cause;
    record.size = (uint32_t)block->size;
    record.estimated = block->estimated;
    copy_in(ring, head, &record, sizeof record);
    copy_in(ring, head + sizeof record, block->bytes, block->size);
    atomic_store_explicit(&ring->head, head + sizeof record + block->size, memory_order_release);
    return true;
}

bool ring_take(struct ring *ring, struct block *block)
{
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    struct record record;
    if (head == tail)
        return false;
    copy_out(&record, ring, tail, sizeof record);
    copy_out(ring->taken, ring, tail + sizeof record, record.size);
    atomic_store_explicit(&ring->tail, tail + sizeof record + record.size, memory_order_release);
    *block = (struct block){.time = record.time,
                            .lost = record.lost,
                            .estimated = record.estimated,
                            .cause = record.cause,
                            .size = record.size,
                            .bytes = ring->taken};
    return true;
}

double ring_share(const struct ring *ring)
{
    /* tail first: it is never ahead of a head that is read later */
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    double share = (double)(head - tail) / (double)ring->room;
    return share < 1 ? share : 1; /* blocks may have been taken and put in between */
}
