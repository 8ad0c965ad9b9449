/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/file_names.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/whole.h"
#include "capture/nanoseconds.h"

enum { DAY = 86400, BOUNDARIES = 8 };

static struct tm local_time(int64_t instant)
{
    struct tm local;
    time_t seconds = (time_t)floor_div(instant, SECOND);
    errno = 0;
    localtime_r(&seconds, &local);
    mem_check_errno(); /* the time would be UTC */
    return local;
}

char *instant_text(char text[INSTANT_ROOM], int64_t instant)
{
    struct tm local = local_time(instant);
    char zone[8];
    size_t used = strftime(text, INSTANT_ROOM, "%Y-%m-%dT%H:%M:%S", &local);
    strftime(zone, sizeof zone, "%z", &local);
    int microseconds = (int)((instant - floor_div(instant, SECOND) * SECOND) / 1000);
    snprintf(text + used, INSTANT_ROOM - used, ".%06d%.3s:%.2s", microseconds, zone, zone + 3);
    return text;
}

static int second_of_day(const struct tm *local)
{
    return (local->tm_hour * 60 + local->tm_min) * 60 + local->tm_sec;
}

int64_t file_boundary_next(int64_t instant, int length)
{
    struct tm before = local_time(instant);
    int next = second_of_day(&before) / length * length + length;
    int64_t whole = floor_div(instant, SECOND), then = whole + (next < DAY ? next : DAY) - second_of_day(&before);
    struct tm after = local_time(then * SECOND);
    long change = after.tm_gmtoff - before.tm_gmtoff;
    if (change != 0 && second_of_day(&after) % length != 0 && then - change > whole)
        then -= change;
    return then * SECOND;
}

/* The extension of the last part of the path with its dot; its end if there is none. */
static const char *extension_of(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot == NULL || (slash != NULL && dot < slash) ? path + strlen(path) : dot;
}

/*
 * The name by the local time of an instant. A split recording without conversions in its path gets date and time before
 * the extension.
 */
static bool name_at(char *name, size_t room, const struct recording_options *options, int64_t instant)
{
    char pattern[MOST_PATH];
    struct tm local = local_time(instant);
    const char *extension = extension_of(options->path);
    bool plain = strchr(options->path, '%') == NULL && options->split.unit != EXTENT_NONE;
    int length = snprintf(pattern, sizeof pattern, "%.*s%s%s", (int)(extension - options->path), options->path,
                          plain ? "-%Y%m%dT%H%M%S" : "", extension);
    if (length <= 0 || (size_t)length >= sizeof pattern)
        return false;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the pattern is the user's */
    return strftime(name, room, pattern, &local) > 0;
#pragma GCC diagnostic pop
}

/* Whether a file, or the incomplete one of an earlier run, has the name. */
static bool is_taken(const char *path)
{
    char part[MOST_PATH + SUFFIX_ROOM];
    snprintf(part, sizeof part, "%s.part", path);
    return access(path, F_OK) == 0 || access(part, F_OK) == 0;
}

bool file_name_next(char path[MOST_PATH], const struct recording_options *options, int64_t instant)
{
    if (!name_at(path, MOST_PATH - SUFFIX_ROOM, options, instant))
        return false;
    if (options->split.unit == EXTENT_NONE)
        return true;
    char *base = mem_text(path);
    const char *extension = extension_of(base);
    for (int i = 2; i < 1000 && is_taken(path); i++)
        snprintf(path, MOST_PATH, "%.*s-%d%s", (int)(extension - base), base, i, extension);
    free(base);
    return !is_taken(path);
}

/*
 * Whether two consecutive files of a split would have the same name. Several boundaries are tried: of files that are
 * named by the minute, the first two may have different names and the third that of the second.
 */
static bool names_repeat(const struct recording_options *options, int64_t now)
{
    char one[MOST_PATH], other[MOST_PATH];
    for (int i = 0; i < BOUNDARIES; i++) {
        int64_t then = file_boundary_next(now, (int)options->split.value);
        bool same = name_at(one, sizeof one, options, now) && name_at(other, sizeof other, options, then) &&
                    strcmp(one, other) == 0;
        if (same && local_time(now).tm_gmtoff == local_time(then).tm_gmtoff) /* in a repeated hour, names get numbers */
            return true;
        now = then;
    }
    return false;
}

static const char *check_split(const struct recording_options *options, int64_t now)
{
    double length = options->split.value;
    if (options->split.unit == EXTENT_NONE)
        return NULL;
    if (options->path == NULL)
        return "--split requires --output";
    if (options->split.unit != EXTENT_SECONDS || !(length >= 1 && length <= DAY) || length != rint(length))
        return "--split must be whole seconds, from 1s to 24h";
    if (names_repeat(options, now))
        return sentence("--output: '%s' gives consecutive files of %g s the same name", options->path, length);
    return NULL;
}

const char *file_names_check(char name[MOST_PATH + SUFFIX_ROOM], const struct recording_options *options)
{
    int64_t now = (int64_t)time(NULL) * SECOND;
    const char *why = check_split(options, now);
    if (why == NULL && options->path != NULL && !name_at(name, MOST_PATH + SUFFIX_ROOM, options, now))
        why = sentence("--output: '%s' does not give a file name", options->path);
    return why;
}
