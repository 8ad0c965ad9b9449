/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Workers: child processes that share the items of a list among them, each taking the next one when it is done with the
 * last. One worker processes many items, so what it has created for one serves the next.
 *
 * Whatever a worker makes of an item must not depend on the items before it: then results do not depend on the number
 * of workers. Messages of a worker are passed to the parent instead of being written. If a worker ends in the middle of
 * an item (die(), a crash, kill), that item has failed, and a new worker takes its place.
 */
#ifndef SPECPIPE_TOOLS_SHARED_WORKERS_H
#define SPECPIPE_TOOLS_SHARED_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/message.h"

struct workers {
    size_t items, workers;
    char *const *names; /* [items], for messages about workers that were killed */
    void *context;      /* for all functions below */
    /* In a worker: processes item i, reports a failure and returns its exit status. */
    int (*process)(void *context, size_t i);
    /* In the parent: a message of item i. */
    void (*message)(void *context, size_t i, enum message_kind kind, const char *text);
    /* In the parent: item i has ended with this exit status. Returns false if no further item should begin. */
    bool (*ended)(void *context, size_t i, int status);
    /* In the parent, at least ten times a second; may be NULL. */
    void (*idle)(void *context);
};

/* Processes all items; returns once all workers have ended. Ends the program if no worker can be created. */
void workers_run(const struct workers *workers);

#endif
