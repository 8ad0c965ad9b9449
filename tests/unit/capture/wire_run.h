/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a wire over bytes with gaps between them, split into pushes of any size, and joins its pieces.
 */
#ifndef SPECPIPE_TESTS_WIRE_RUN_H
#define SPECPIPE_TESTS_WIRE_RUN_H

#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "capture/ring.h"
#include "capture/wire.h"
#include "capture/wire_resolve.h"

enum { RANDOM_CHUNKS = 0, MOST_EVENTS = 4096 };

struct gap {
    size_t at; /* before this byte of those that arrived */
    int64_t bytes;
    bool estimated;
};

struct event {
    size_t at; /* before this sample of those output */
    int64_t lost;
    bool estimated;
    const char *cause;
};

struct run {
    float *samples; /* [count] */
    size_t count, room, clipped, events;
    struct event event[MOST_EVENTS];
    struct wire_aux *aux; /* [packets], in due-packet */
    size_t packets;
    struct wire_tally tally;
};

static inline uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13; /* xorshift32 [Marsaglia 2003] */
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static inline void run_take(struct run *run, struct wire *wire)
{
    struct wire_piece piece;
    while (wire_next(wire, &piece)) {
        assert_true(piece.cause != NULL || (piece.lost == 0 && !piece.estimated));
        assert_true(piece.clipped <= piece.count && piece.lost >= 0);
        if (piece.cause != NULL) {
            assert_true(run->events < MOST_EVENTS);
            run->event[run->events++] = (struct event){run->count, piece.lost, piece.estimated, piece.cause};
        }
        if (piece.aux != NULL) {
            run->aux = mem_grow(run->aux, run->packets + 1, sizeof *run->aux);
            run->aux[run->packets++] = *piece.aux;
        }
        if (run->count + piece.count >= run->room) {
            run->room = 2 * (run->count + piece.count + 1);
            run->samples = mem_grow(run->samples, run->room, sizeof *run->samples);
        }
        memcpy(run->samples + run->count, piece.samples, piece.count * sizeof(float));
        run->count += piece.count;
        run->clipped += piece.clipped;
    }
}

static inline struct run *run_wire(const struct wire_setting *setting, const unsigned char *bytes, size_t count,
                                   size_t chunk, const struct gap *gap, size_t gaps)
{
    struct run *run = mem_new(1, sizeof *run);
    struct wire *wire = wire_create(setting);
    uint32_t seed = 12345;
    size_t next = 0;
    for (size_t at = 0; at < count || next < gaps;) {
        size_t size = chunk == RANDOM_CHUNKS ? 1 + random_next(&seed) % 3000 : chunk;
        for (; next < gaps && gap[next].at == at; next++)
            wire_lost(wire, gap[next].bytes, "a gap", gap[next].estimated);
        size_t stop = next < gaps ? gap[next].at : count;
        size = stop - at < size ? stop - at : size;
        if (size > 0)
            wire_push(wire, bytes + at, size);
        at += size;
        if (size > 0 || next == gaps)
            run_take(run, wire);
    }
    wire_push(wire, NULL, 0);
    run_take(run, wire);
    run->tally = wire_tally(wire);
    wire_destroy(wire);
    return run;
}

static inline void run_free(struct run *run)
{
    free(run->samples);
    free(run->aux);
    free(run);
}

static inline int64_t run_lost(const struct run *run)
{
    int64_t lost = 0;
    for (size_t i = 0; i < run->events; i++)
        lost += run->event[i].lost;
    return lost;
}

static inline void check_same(const struct run *a, const struct run *b)
{
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->clipped, b->clipped);
    assert_int_equal(a->events, b->events);
    assert_int_equal(a->packets, b->packets);
    if (a->count > 0)
        assert_memory_equal(a->samples, b->samples, a->count * sizeof(float));
    for (size_t i = 0; i < a->packets; i++)
        assert_memory_equal(&a->aux[i].pressure, &b->aux[i].pressure, sizeof a->aux[i].pressure);
    for (size_t i = 0; i < a->events; i++) {
        assert_int_equal(a->event[i].at, b->event[i].at);
        assert_int_equal(a->event[i].lost, b->event[i].lost);
        assert_int_equal(a->event[i].estimated, b->event[i].estimated);
        assert_string_equal(a->event[i].cause, b->event[i].cause);
    }
    assert_int_equal(a->tally.lost, b->tally.lost);
    assert_int_equal(a->tally.resyncs, b->tally.resyncs);
    assert_int_equal(a->tally.skipped, b->tally.skipped);
    assert_int_equal(a->tally.damaged, b->tally.damaged);
    assert_int_equal(a->tally.left, b->tally.left);
}

/* Returns the run, after checking that pushes of all sizes give the same and that its tally is consistent. */
static inline struct run *run_all(const struct wire_setting *setting, const unsigned char *bytes, size_t count,
                                  const struct gap *gap, size_t gaps)
{
    static const size_t chunks[] = {1, 2, 3, 7, 524, 525, 526, 4096, RANDOM_CHUNKS};
    struct run *whole = run_wire(setting, bytes, count, MOST_BLOCK, gap, gaps);
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        struct run *cut = run_wire(setting, bytes, count, chunks[i], gap, gaps);
        check_same(cut, whole);
        run_free(cut);
    }
    assert_int_equal(whole->tally.samples, whole->count);
    assert_int_equal(whole->tally.lost, run_lost(whole));
    return whole;
}

static inline struct wire_setting settled(struct wire_setting setting)
{
    struct ratio rate;
    const char *why = wire_resolve(&setting, &rate);
    if (why != NULL)
        fail_msg("%s", why);
    return setting;
}

#endif
