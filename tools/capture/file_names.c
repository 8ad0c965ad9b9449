/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/file_names.h"

#include <errno.h>
#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "base/whole.h"

enum { DAY = 86400, BOUNDARIES = 8 };
static const int64_t second = 1000000000; /* nanoseconds */

static struct tm local(int64_t instant)
{
    struct tm day;
    time_t seconds = (time_t)floor_div(instant, second);
    localtime_r(&seconds, &day);
    return day;
}

char *instant_text(char text[48], int64_t instant)
{
    struct tm day = local(instant);
    char zone[8];
    size_t used = strftime(text, 48, "%Y-%m-%dT%H:%M:%S", &day);
    strftime(zone, sizeof zone, "%z", &day);
    snprintf(text + used, 48 - used, ".%06d%.3s:%.2s", (int)((instant - floor_div(instant, second) * second) / 1000),
             zone, zone + 3);
    return text;
}

static int second_of_day(const struct tm *day)
{
    return (day->tm_hour * 60 + day->tm_min) * 60 + day->tm_sec;
}

int64_t next_boundary(int64_t instant, int length)
{
    struct tm before = local(instant);
    int next = second_of_day(&before) / length * length + length;
    int64_t whole = floor_div(instant, second), then = whole + (next < DAY ? next : DAY) - second_of_day(&before);
    struct tm after = local(then * second);
    long change = after.tm_gmtoff - before.tm_gmtoff;
    if (change != 0 && second_of_day(&after) % length != 0 && then - change > whole)
        then -= change;
    return then * second;
}

/* A name from the clock. A split recording without conversions in its name gets the instant before the extension. */
static bool name_at(char *name, size_t room, const struct recording_wish *wish, int64_t instant)
{
    struct tm day = local(instant);
    const char *dot = strrchr(wish->path, '.'), *slash = strrchr(wish->path, '/');
    char pattern[4096];
    if (dot == NULL || (slash != NULL && dot < slash))
        dot = wish->path + strlen(wish->path);
    bool plain = strchr(wish->path, '%') == NULL && wish->split.unit != EXTENT_NONE;
    int length = snprintf(pattern, sizeof pattern, "%.*s%s%s", (int)(dot - wish->path), wish->path,
                          plain ? "-%Y%m%dT%H%M%S" : "", dot);
    if (length <= 0 || (size_t)length >= sizeof pattern)
        return false;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the pattern is the user's */
    return strftime(name, room, pattern, &day) > 0;
#pragma GCC diagnostic pop
}

/* Whether a file, or the part of one that was broken off, has the name. */
static bool is_taken(const char *path)
{
    char part[4096 + 8];
    snprintf(part, sizeof part, "%s.part", path);
    return access(path, F_OK) == 0 || access(part, F_OK) == 0;
}

bool name_next(char path[MOST_PATH], const struct recording_wish *wish, int64_t instant)
{
    size_t room = MOST_PATH - 8; /* of the number */
    if (!name_at(path, room, wish, instant))
        return false;
    if (wish->split.unit == EXTENT_NONE)
        return true;
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    size_t stem = dot == NULL || (slash != NULL && dot < slash) ? strlen(path) : (size_t)(dot - path);
    char *base = mem_text(path);
    for (int i = 2; i < 1000 && is_taken(path); i++)
        snprintf(path, MOST_PATH, "%.*s-%d%s", (int)stem, base, i, base + stem);
    free(base);
    return !is_taken(path);
}

static const char *check_split(const struct recording_wish *wish)
{
    char one[4096], other[4096];
    int64_t now = (int64_t)time(NULL) * second;
    double length = wish->split.value;
    if (wish->split.unit == EXTENT_NONE)
        return NULL;
    if (wish->path == NULL)
        return "--split: there is no --output whose files could be split";
    if (wish->split.unit != EXTENT_SECONDS || !(length >= 1 && length <= DAY) || length != rint(length))
        return "--split: whole seconds, from 1 second to 24h";
    for (int i = 0; i < BOUNDARIES; i++) { /* two files of a minute may have two names, and the third the second's */
        int64_t then = next_boundary(now, (int)length);
        bool same =
            name_at(one, sizeof one, wish, now) && name_at(other, sizeof other, wish, then) && strcmp(one, other) == 0;
        if (same && local(now).tm_gmtoff == local(then).tm_gmtoff) /* an hour that comes twice gets numbers */
            return sentence("--output: '%s' gives files that follow each other after %g s one name", wish->path,
                            length);
        now = then;
    }
    return NULL;
}

bool recording_is_input(const char *path, const char *input)
{
    struct stat in, out;
    if (input == NULL || stat(path, &out) != 0 || !S_ISREG(out.st_mode))
        return false;
    int result = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(input, &in);
    return result == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

const char *recording_check(const struct recording_wish *wish, const char *input, int *status)
{
    char name[4096 + 8];
    *status = EXIT_USAGE_ERROR;
    const char *why = check_split(wish);
    if (why != NULL)
        return why;
    if (wish->path == NULL && (wish->no_stream || wish->format != NULL))
        return wish->no_stream ? "--no-stream without --output: nothing would be kept"
                               : "--recording names the format of --output, and there is none";
    if (wish->path == NULL && isatty(STDOUT_FILENO))
        return "stdout: binary data do not belong on a terminal: use -o FILE or a pipe";
    if (wish->path == NULL)
        return NULL;
    if (!name_at(name, sizeof name, wish, (int64_t)time(NULL) * second))
        return sentence("--output: '%s' makes no file name", wish->path);
    *status = EXIT_NO_OUTPUT;
    char *folder = mem_text(name);
    if (access(dirname(folder), W_OK | X_OK) != 0)
        why = sentence("%s: %s", name, strerror(errno));
    free(folder);
    if (why == NULL && recording_is_input(name, input))
        why = sentence("%s: is the input; it would be destroyed", name);
    return why;
}
