/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pump reads a device in a thread of its own, which never waits for whoever uses the bytes.
 *
 * What finds no room in the ring is thrown away and counted: the next block that does says how many bytes are missing
 * before it, or, where the device falls silent, a block of no bytes does. Of a device that waits (a pipe) nothing is
 * thrown away; there the thread waits for room.
 */
#ifndef SPECPIPE_CAPTURE_PUMP_H
#define SPECPIPE_CAPTURE_PUMP_H

#include "capture/device.h"
#include "capture/ring.h"

struct pump;

/*
 * Starts to read. The device stays the caller's, to be closed after pump_destroy; its `failure` may be looked at from
 * PUMP_END or pump_stop on. When no thread can be had that is a device that ends at once, with a failure.
 */
struct pump *pump_create(struct device *device, size_t buffer);

enum pump_state {
    PUMP_BLOCK, /* *block is filled in; its bytes live until the next call */
    PUMP_QUIET, /* nothing came within that time, or a signal interrupted the wait */
    PUMP_END    /* nothing will come any more: all blocks have been taken */
};

/*
 * The next block; waits for it `seconds` at most. A last block may have no bytes, only a loss.
 * The handler of a signal that is to end the wait must have been set without SA_RESTART.
 */
enum pump_state pump_next(struct pump *pump, struct block *block, double seconds);

/* No more is read; what has been read can still be taken. Returns when the thread has ended. By the taker only. */
void pump_stop(struct pump *pump);

/* How full the ring is, 0 to 1. */
double pump_share(const struct pump *pump);

/* How many bytes were thrown away because the ring was full, and in how many pieces: gaps, not blocks. */
void pump_overruns(const struct pump *pump, int64_t *bytes, int64_t *pieces);

/* Stops first, where that was not done. */
void pump_destroy(struct pump *pump);

#endif
