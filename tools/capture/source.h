/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a capture comes from, as the command line names it: a serial port, a sound card, or bare bytes.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_SOURCE_H
#define SPECPIPE_TOOLS_CAPTURE_SOURCE_H

#include "tools/capture/state.h"

struct source_wish {
    const char *serial, *card; /* NULL: not named */
    long baud;                 /* 0: 115200 */
    const char *dtr;           /* NULL: left alone */
    struct extent settle;      /* EXTENT_NONE: 0 */
};

/*
 * Opens what is named, `operand` (NULL: none) being a file, or stdin as "-"; nothing named is the sound card "default".
 * What a sound card says of its samples goes into *capture. Ends the program when it cannot be had.
 */
struct device *source_open(const struct source_wish *wish, const char *operand, struct capture_wish *capture);

/* All there are, to stdout. */
void source_list(void);

#endif
