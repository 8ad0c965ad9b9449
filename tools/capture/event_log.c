/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/event_log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/builder.h"
#include "base/status.h"

static void put(struct event_log *log, const char *line)
{
    if (log->failure == NULL) {
        log->failure = file_write(&log->file, line, strlen(line));
        log->status = EXIT_IO;
    }
}

const char *event_log_open(struct event_log *log, const char *path, const char *titles)
{
    *log = (struct event_log){.path = path};
    if (path == NULL)
        return NULL;
    log->failure = file_record(&log->file, path);
    log->status = EXIT_NO_OUTPUT;
    if (log->failure != NULL) {
        log->path = NULL; /* there is no file to be closed */
        return log->failure;
    }
    put(log, titles);
    put(log, "\n");
    return log->failure;
}

void event_log_line(struct event_log *log, const char *format, ...)
{
    struct builder line = {0};
    va_list list;
    if (log->path == NULL)
        return;
    va_start(list, format);
    builder_add_list(&line, format, list);
    va_end(list);
    put(log, line.text);
    free(line.text);
}

const char *event_log_close(struct event_log *log)
{
    if (log->path == NULL)
        return NULL;
    const char *why = file_commit(&log->file);
    log->path = NULL;
    return log->failure != NULL ? log->failure : why;
}
