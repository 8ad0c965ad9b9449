/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line on stderr that says how far a long run has come.
 *
 * A call per block costs a look at the clock; the line changes at most ten times a second.
 */
#ifndef SPECPIPE_CLI_PROGRESS_H
#define SPECPIPE_CLI_PROGRESS_H

#include "cli/option.h"

#include <stdbool.h>

struct progress;

/*
 * when    WHEN_AUTO: only on a terminal, not under --quiet, and not in the first second
 * total   units to do, 0 when unknown
 * rate    units per second of signal, 0 when unknown
 *
 * May return NULL, which the others accept: nothing is to be shown.
 */
struct progress *progress_create(enum when when, double total, double rate);

/* `done` units out of total are done. */
void progress_show(struct progress *progress, double done);

/* Whether a line would be shown now: what is composed in vain costs time. False for NULL. */
bool progress_due(const struct progress *progress);

/* Shows a line of one's own instead, cut to the width that all lines have. To be asked for with progress_due. */
void progress_line(struct progress *progress, const char *text);

/* 0:07, 1:02:03; text[CLOCK_ROOM] out, returned */
enum { CLOCK_ROOM = 48 };
char *progress_clock(char text[CLOCK_ROOM], double seconds);

/* Clears the line. */
void progress_destroy(struct progress *progress);

#endif
