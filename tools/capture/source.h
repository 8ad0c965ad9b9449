/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opens the capture device that the command line names: a serial port, a sound card, a file or stdin.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_SOURCE_H
#define SPECPIPE_TOOLS_CAPTURE_SOURCE_H

#include "tools/capture/state.h"

struct source_options {
    const char *serial, *card; /* NULL: not named */
    long baud;                 /* bits per second; 0: 115200 */
    enum dtr dtr;              /* CHOICE_UNSET: not touched */
    struct extent settle;      /* seconds; EXTENT_NONE: 0 */
};

/*
 * Opens the device; if none is named, the sound card "default". `operand` is a file, or "-" for stdin, or NULL. Writes
 * format, channels and rate of a sound card into *capture, which is the variable that the options set. Ends the program
 * if the device cannot be opened.
 */
struct device *source_open(const struct source_options *options, const char *operand, struct capture_options *capture);

/* Lists all serial ports and sound cards on stdout. */
void source_list(void);

#endif
