/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of recorded files, and the instants at which one ends and the next begins: both by the local clock.
 *
 * Instants are nanoseconds since 1970.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_FILE_NAMES_H
#define SPECPIPE_TOOLS_CAPTURE_FILE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/notation.h"

enum {
    MOST_PATH = 4096,
    SUFFIX_ROOM = 8, /* of ".part", or of "-999" */
    INSTANT_ROOM = 48
};

struct recording_options {
    const char *path;    /* of the files, with the conversions of strftime(3); NULL: none */
    const char *format;  /* of the files; NULL: by the extension */
    struct extent split; /* EXTENT_NONE: one file; else files end where the local clock shows a multiple of it */
    bool no_stream;      /* nothing to stdout */
    bool raw;            /* raw float32 to stdout */
};

/* Writes ISO 8601: local time with its offset from UTC, to the microsecond. Returns text. */
char *instant_text(char text[INSTANT_ROOM], int64_t instant);

/*
 * The next instant at which the local clock shows a multiple of `length` seconds, counted from midnight, or midnight.
 * If the clock is changed before that, the instant is shifted so that the clock still shows a multiple.
 */
int64_t file_boundary_next(int64_t instant, int length);

/*
 * The name of a file that begins at that instant. Returns false if strftime gives no valid name. When splitting, a
 * taken name gets a number, as in the repeated hour when clocks go back.
 */
bool file_name_next(char path[MOST_PATH], const struct recording_options *options, int64_t instant);

/*
 * Checks path and split, and writes the name of a file that begins now, unless there is no path. NULL or a sentence.
 */
const char *file_names_check(char name[MOST_PATH + SUFFIX_ROOM], const struct recording_options *options);

#endif
