/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text file that grows line by line beside a recording: events, and what else comes with the samples.
 *
 * As a recording it grows in sight as NAME.part and keeps what it has got whatever happens.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_EVENT_LOG_H
#define SPECPIPE_TOOLS_CAPTURE_EVENT_LOG_H

#include <stdint.h>

#include "stream/file.h"

struct event_log {
    const char *failure;
    int status;       /* the exit status that goes with it */
    const char *path; /* NULL: none is kept, and all calls do nothing */
    struct file file;
};

/* Opens it with its first line; `path` NULL: none. NULL or a sentence. */
const char *event_log_open(struct event_log *event_log, const char *path, const char *titles);

__attribute__((format(printf, 2, 3))) void event_log_line(struct event_log *event_log, const char *format, ...);

/* NULL or a sentence, of this or of an earlier failure. */
const char *event_log_close(struct event_log *event_log);

#endif
