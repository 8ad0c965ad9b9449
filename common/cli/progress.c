/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/progress.h"

#include "base/memory.h"
#include "cli/message.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 79, BAR = 24 }; /* columns */

static const double step = 0.1, patience = 1; /* seconds between lines, and before the first under "auto" */

struct progress {
    double total, rate;
    double start, next; /* seconds on the clock */
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct progress *progress_create(enum when when, double total, double rate)
{
    bool always = when == WHEN_ALWAYS;
    if (when == WHEN_NEVER || (!always && (message_quiet() || !isatty(STDERR_FILENO))))
        return NULL;
    struct progress *progress = mem_new(1, sizeof *progress);
    double start = now();
    *progress = (struct progress){total, rate, start, always ? start : start + patience};
    return progress;
}

char *progress_clock(char text[CLOCK_ROOM], double seconds)
{
    long whole = isfinite(seconds) && seconds < 1e9 ? (long)seconds : 0;
    long hours = whole / 3600, minutes = whole / 60 % 60;
    if (hours > 0)
        snprintf(text, CLOCK_ROOM, "%ld:%02ld:%02ld", hours, minutes, whole % 60);
    else
        snprintf(text, CLOCK_ROOM, "%ld:%02ld", minutes, whole % 60);
    return text;
}

static void add(char line[LINE + 1], const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char line[LINE + 1], const char *format, ...)
{
    size_t length = strlen(line);
    va_list list;
    va_start(list, format);
    vsnprintf(line + length, LINE + 1 - length, format, list);
    va_end(list);
}

/* "42% [##########--------------]  118x  0:07 left"; if the total is unknown, the duration of the signal read. */
static void compose(char line[LINE + 1], const struct progress *progress, double done, double spent)
{
    static const char full[] = "########################", empty[] = "------------------------";
    char text[CLOCK_ROOM];
    double share = progress->total > 0 ? fmin(done / progress->total, 1) : 0;
    if (progress->total > 0)
        add(line, "%3.0f%% [%.*s%.*s]", floor(100 * share), (int)(BAR * share), full, BAR - (int)(BAR * share), empty);
    else if (progress->rate > 0)
        add(line, "%s done", progress_clock(text, done / progress->rate));
    else
        add(line, "%.0f done", done);
    double speed = spent > 0 && progress->rate > 0 ? done / progress->rate / spent : 0;
    if (speed > 0)
        add(line, "  %.*fx", speed < 10 ? 1 : 0, speed);
    if (share > 0 && spent > 0)
        add(line, "  %s left", progress_clock(text, ceil(spent / share - spent)));
}

bool progress_due(const struct progress *progress)
{
    return progress != NULL && now() >= progress->next;
}

void progress_line(struct progress *progress, const char *text)
{
    char padded[LINE + 3];
    progress->next = now() + step;
    int bytes = snprintf(padded, sizeof padded, "\r%-*.*s", LINE, LINE, text);
    message_line(padded, (size_t)bytes);
}

void progress_show(struct progress *progress, double done)
{
    if (!progress_due(progress))
        return;
    char line[LINE + 1] = "";
    compose(line, progress, done, now() - progress->start);
    progress_line(progress, line);
}

void progress_destroy(struct progress *progress)
{
    message_wipe();
    free(progress);
}
