/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A progress line on stderr for long runs.
 *
 * Call progress_show after each block; it is cheap, and redraws at most ten times a second.
 */
#ifndef SPECPIPE_CLI_PROGRESS_H
#define SPECPIPE_CLI_PROGRESS_H

#include "cli/option.h"

#include <stdbool.h>

struct progress;

/*
 * when    WHEN_AUTO: only on a terminal, not under --quiet, and not in the first second
 * total   rows or samples to read; 0 or less: unknown
 * rate    rows or samples per second of signal; 0: unknown
 *
 * Returns NULL if nothing is to be shown; the other functions accept it.
 */
struct progress *progress_create(enum when when, double total, double rate);

/* Shows that `done` rows or samples have been read, if a line is due. */
void progress_show(struct progress *progress, double done);

/* Whether a line is due, for callers that compose a line of their own. False for NULL. */
bool progress_due(const struct progress *progress);

/* Shows a line composed by the caller, cut to 79 columns. Call it only if progress_due. */
void progress_line(struct progress *progress, const char *text);

/* Writes seconds as 0:07 or 1:02:03. text[CLOCK_ROOM] out; returned */
enum { CLOCK_ROOM = 48 };
char *progress_clock(char text[CLOCK_ROOM], double seconds);

/* Erases the line and releases the memory. */
void progress_destroy(struct progress *progress);

#endif
