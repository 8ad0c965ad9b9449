/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table in a text file that is written line by line during a capture: its events, or the auxiliary values of its
 * packets.
 *
 * Like a recording, it grows as NAME.part and keeps its lines even if the capture fails.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_EVENT_LOG_H
#define SPECPIPE_TOOLS_CAPTURE_EVENT_LOG_H

#include <stdint.h>

#include "stream/file.h"

struct event_log {
    const char *failure;
    int status;       /* the exit status for it */
    const char *path; /* NULL: there is no file, and all calls do nothing */
    struct file file;
};

/* Opens the file and writes the column titles; `path` NULL: there is none. NULL or a sentence. */
const char *event_log_open(struct event_log *log, const char *path, const char *titles);

/* Writes a line. A failure is remembered. */
__attribute__((format(printf, 2, 3))) void event_log_line(struct event_log *log, const char *format, ...);

/* NULL or a sentence, about this or an earlier failure. */
const char *event_log_close(struct event_log *log);

#endif
