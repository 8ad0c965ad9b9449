/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pump reads a device in a thread of its own, which never waits for the consumer of the bytes.
 *
 * Bytes that do not fit into the ring are dropped. The next block stored, or an empty block if the device goes quiet,
 * reports how many. If the device waits (a pipe), nothing is dropped: the thread waits for room.
 */
#ifndef SPECPIPE_CAPTURE_PUMP_H
#define SPECPIPE_CAPTURE_PUMP_H

#include "capture/device.h"
#include "capture/ring.h"

struct pump;

/*
 * Starts reading. The caller closes the device, after pump_destroy, and may read its `failure` after PUMP_END or
 * pump_stop. If no thread can be created, the program ends as without memory. `buffer`: bytes.
 */
struct pump *pump_create(struct device *device, size_t buffer);

enum pump_state {
    PUMP_BLOCK, /* *block is filled in; its bytes are valid until the next call */
    PUMP_QUIET, /* no block within that time, or a signal interrupted the wait */
    PUMP_END    /* all blocks have been taken, and no more will come */
};

/*
 * Takes the next block; waits for it up to `seconds`. The last block may have no bytes, only a loss.
 * A signal ends the wait if its handler was installed without SA_RESTART.
 */
enum pump_state pump_next(struct pump *pump, struct block *block, double seconds);

/* Stops reading and waits for the thread to end; blocks read before can still be taken. For the consumer only. */
void pump_stop(struct pump *pump);

/* The share of the ring in use, 0 to 1. */
double pump_share(const struct pump *pump);

/* Bytes dropped because the ring was full, and in how many gaps. */
void pump_overruns(const struct pump *pump, int64_t *bytes, int64_t *pieces);

/* Releases the memory; calls pump_stop first. */
void pump_destroy(struct pump *pump);

#endif
