/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When the files of a recording end, and what they are called: what the local clock has to do with it.
 */
#ifndef SPECPIPE_TOOLS_RECORDING_NAMES_H
#define SPECPIPE_TOOLS_RECORDING_NAMES_H

#include "tools/recording.h"

/* Instants are nanoseconds since 1970. ISO 8601, local time with its offset, to the microsecond; text out, returned. */
char *instant_text(char text[48], int64_t instant);

/*
 * The next instant at which the local clock shows a multiple of `length` seconds, counted from midnight, which is one
 * too. Where clocks change on the way there, it lies as much earlier or later, so that they still show a multiple.
 */
int64_t next_boundary(int64_t instant, int length);

/* Where the clock is put back an hour comes twice: the second file of a name gets a number, not the first one's place.
 * False: no name can be made. */
bool name_next(char path[MOST_PATH], const struct recording_wish *wish, int64_t instant);

#endif
