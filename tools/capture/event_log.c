/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/event_log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

static void put(struct event_log *event_log, const char *line)
{
    if (event_log->failure == NULL) {
        event_log->failure = file_write(&event_log->file, line, strlen(line));
        event_log->status = EXIT_IO;
    }
}

const char *event_log_open(struct event_log *event_log, const char *path, const char *titles)
{
    *event_log = (struct event_log){.path = path};
    if (path == NULL)
        return NULL;
    event_log->failure = file_record(&event_log->file, path);
    event_log->status = EXIT_NO_OUTPUT;
    if (event_log->failure != NULL) {
        event_log->path = NULL; /* nothing to be kept */
        return event_log->failure;
    }
    put(event_log, titles);
    put(event_log, "\n");
    return event_log->failure;
}

void event_log_line(struct event_log *event_log, const char *format, ...)
{
    char *line = NULL;
    va_list list;
    if (event_log->path == NULL)
        return;
    va_start(list, format);
    if (vasprintf(&line, format, list) < 0)
        line = NULL;
    va_end(list);
    if (line != NULL)
        put(event_log, line);
    else if (event_log->failure == NULL)
        event_log->failure = strerror(ENOMEM);
    free(line);
}

const char *event_log_close(struct event_log *event_log)
{
    if (event_log->path == NULL)
        return NULL;
    const char *why = file_commit(&event_log->file);
    event_log->path = NULL;
    return event_log->failure != NULL ? event_log->failure : why;
}
