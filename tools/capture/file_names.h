/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When the files of a recording end, and what they are called: what the local clock has to do with it.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_FILE_NAMES_H
#define SPECPIPE_TOOLS_CAPTURE_FILE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/notation.h"

enum { MOST_PATH = 4096 };

struct recording_wish {
    const char *path;    /* of the files, with the conversions of strftime(3); NULL: none */
    const char *format;  /* of the files; NULL: by the extension */
    struct extent split; /* EXTENT_NONE: one file; else files end where the local clock shows a multiple of it */
    bool no_stream;      /* nothing to stdout */
    bool raw;            /* bare floats to stdout */
};

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

/*
 * What can be said of a wish before anything is captured; `input` (NULL: none, "-": stdin) is not to be written over.
 * NULL, or a sentence and in *status the exit status.
 */
const char *recording_check(const struct recording_wish *wish, const char *input, int *status);

/* Whether a regular file that is read (NULL: none, "-": stdin) lies at `path` and would be written over. */
bool recording_is_input(const char *path, const char *input);

#endif
