/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/ledger.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

static void put(struct ledger *ledger, const char *line)
{
    if (ledger->failure == NULL) {
        ledger->failure = file_write(&ledger->file, line, strlen(line));
        ledger->status = EXIT_IO;
    }
}

const char *ledger_open(struct ledger *ledger, const char *path, const char *titles)
{
    *ledger = (struct ledger){.path = path};
    if (path == NULL)
        return NULL;
    ledger->failure = file_record(&ledger->file, path);
    ledger->status = EXIT_NO_OUTPUT;
    if (ledger->failure != NULL) {
        ledger->path = NULL; /* nothing to be kept */
        return ledger->failure;
    }
    put(ledger, titles);
    put(ledger, "\n");
    return ledger->failure;
}

void ledger_line(struct ledger *ledger, const char *format, ...)
{
    char *line = NULL;
    va_list list;
    if (ledger->path == NULL)
        return;
    va_start(list, format);
    if (vasprintf(&line, format, list) < 0)
        line = NULL;
    va_end(list);
    if (line != NULL)
        put(ledger, line);
    else if (ledger->failure == NULL)
        ledger->failure = strerror(ENOMEM);
    free(line);
}

const char *ledger_close(struct ledger *ledger)
{
    if (ledger->path == NULL)
        return NULL;
    const char *why = file_commit(&ledger->file);
    ledger->path = NULL;
    return ledger->failure != NULL ? ledger->failure : why;
}
