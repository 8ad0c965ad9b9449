/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses the announcement of a board: one line of JSON that describes its data, such as
 * {"rate": 666666.667, "format": "u16le", "bits": 12}
 *
 * Keys: rate (a number, or a fraction as a string: "2000000/3"), protocol, format, channels, bits, vref, source.
 */
#ifndef SPECPIPE_CAPTURE_ANNOUNCE_H
#define SPECPIPE_CAPTURE_ANNOUNCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/notation.h"
#include "capture/wire_setting.h"

enum {
    MOST_ANNOUNCE = 4096, /* bytes within which the line must end */
    SOURCE_ROOM = 64
};

struct announcement {
    struct ratio rate;        /* Hz; {0, 0}: not announced */
    struct wire_setting wire; /* zeros and "" where nothing is announced; `scale` is never announced */
    char source[SOURCE_ROOM]; /* "": not announced */
};

enum announce_state { ANNOUNCE_NONE, ANNOUNCE_MORE, ANNOUNCE_FOUND, ANNOUNCE_BAD };

/*
 * Searches the first bytes of a run for an announcement. It must come first, unless `anywhere`, which allows text such
 * as a boot message before it.
 *
 * FOUND  *used bytes are the announcement, its line end and any text before it
 * MORE   more bytes are needed to tell
 * NONE   the bytes are data
 * BAD    the announcement is wrong, as *why says
 *
 * With MORE and NONE, *why may describe a line that looks like an announcement but is not valid; else it is NULL.
 */
enum announce_state announce_find(struct announcement *said, size_t *used, const char **why, const unsigned char *bytes,
                                  size_t count, bool anywhere);

#endif
