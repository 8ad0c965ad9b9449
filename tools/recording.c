/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/recording.h"

#include <errno.h>
#include <libgen.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/whole.h"
#include "cli/tool.h"

enum { DAY = 86400, BOUNDARIES = 8 };
static const int64_t second = 1000000000; /* nanoseconds */

static void fail(struct recording *recording, const char *name, int status, const char *why)
{
    if (recording->failure == NULL) {
        recording->failure = why;
        recording->name = name;
        recording->status = status;
    }
}

static struct tm local(int64_t instant)
{
    struct tm day;
    time_t seconds = (time_t)floor_div(instant, second);
    localtime_r(&seconds, &day);
    return day;
}

/* ISO 8601, local time with its offset, to the microsecond. */
static char *instant_text(char text[48], int64_t instant)
{
    struct tm day = local(instant);
    char zone[8];
    size_t used = strftime(text, 48, "%Y-%m-%dT%H:%M:%S", &day);
    strftime(zone, sizeof zone, "%z", &day);
    snprintf(text + used, 48 - used, ".%06d%.3s:%.2s", (int)((instant - floor_div(instant, second) * second) / 1000),
             zone, zone + 3);
    return text;
}

/*
 * The next instant at which the local clock shows a multiple of `length` seconds, counted from midnight, which is one
 * too. On the day that clocks are put back the same hour comes twice: then simply that much later.
 */
static int64_t next_boundary(int64_t instant, int length)
{
    struct tm day = local(instant);
    int next = ((day.tm_hour * 60 + day.tm_min) * 60 + day.tm_sec) / length * length + length;
    day.tm_hour = day.tm_min = 0;
    day.tm_sec = next < DAY ? next : DAY;
    day.tm_isdst = -1;
    int64_t boundary = (int64_t)mktime(&day) * second; /* which brings seconds beyond the minute in order */
    while (boundary <= instant)
        boundary += length * second;
    return boundary;
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

/* Where the clock is put back an hour comes twice: the second file of a name gets a number, not the first one's place. */
static bool name_next(struct recording *recording, int64_t instant)
{
    char *path = recording->path;
    size_t room = sizeof recording->path - 8; /* of the number */
    if (!name_at(path, room, recording->wish, instant))
        return false;
    if (recording->wish->split.unit == EXTENT_NONE)
        return true;
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    size_t stem = dot == NULL || (slash != NULL && dot < slash) ? strlen(path) : (size_t)(dot - path);
    char *base = mem_text(path);
    for (int i = 2; i < 1000 && is_taken(path); i++)
        snprintf(path, sizeof recording->path, "%.*s-%d%s", (int)stem, base, i, base + stem);
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
        if (name_at(one, sizeof one, wish, now) && name_at(other, sizeof other, wish, then) && strcmp(one, other) == 0)
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

static void take_header(struct recording *recording, struct header *header, int64_t first)
{
    *header = recording->header;
    if (recording->timed)
        instant_text(header->origin, recording->line.origin + llrint((double)first / recording->line.rate * 1e9));
}

static void open_file(struct recording *recording)
{
    struct header header;
    int64_t instant = recording->line.origin + llrint((double)recording->rows / recording->line.rate * 1e9);
    if (!name_next(recording, instant)) {
        fail(recording, recording->wish->path, EXIT_NO_OUTPUT, "no new name can be made of it");
        return;
    }
    take_header(recording, &header, recording->rows);
    if (writer_record(&recording->file, recording->path, recording->wish->format, &header) != NULL) {
        fail(recording, recording->path, recording->file.status, recording->file.failure);
        return;
    }
    recording->filing = true;
    recording->files++;
    recording->boundary = INT64_MAX;
    if (recording->wish->split.unit != EXTENT_NONE)
        recording->boundary = next_boundary(instant, (int)recording->wish->split.value);
    note("%s: from row %lld on", recording->path, (long long)recording->rows);
}

static void close_file(struct recording *recording)
{
    recording->filing = false;
    writer_close(&recording->file, NULL);
    recording->clipped += recording->file.clipped;
    if (recording->file.failure != NULL)
        fail(recording, recording->path, recording->file.status, recording->file.failure);
}

/* With files to record a reader that goes away is no reason to stop; without them it is. */
static void lose_stream(struct recording *recording)
{
    recording->streaming = false;
    const char *why = recording->stream.failure;
    writer_close(&recording->stream, why);
    recording->deserted = strcmp(why, strerror(EPIPE)) == 0;
    if (recording->wish->path == NULL) {
        fail(recording, "stdout", recording->stream.status, why);
        return;
    }
    recording->stream_failed = !recording->deserted;
    warn("stdout: %s; %s is still recorded", why, recording->wish->path);
}

void recording_open(struct recording *recording, const struct recording_wish *wish, const struct header *header,
                    const struct timeline *line, bool timed)
{
    *recording = (struct recording){.wish = wish, .header = *header, .line = *line, .timed = timed};
    signal(SIGPIPE, SIG_IGN); /* files are to be closed first */
    if (wish->no_stream || (wish->path != NULL && isatty(STDOUT_FILENO)))
        return;
    struct header stream;
    take_header(recording, &stream, 0);
    if (writer_record(&recording->stream, NULL, wish->raw ? "raw" : "stream", &stream) != NULL)
        lose_stream(recording);
    else
        recording->streaming = true;
}

/* Rows that the file still takes. */
static int64_t file_room(const struct recording *recording)
{
    if (recording->boundary == INT64_MAX)
        return INT64_MAX;
    double end = ceil((double)(recording->boundary - recording->line.origin) * 1e-9 * recording->line.rate);
    return (int64_t)end - recording->rows;
}

void recording_rows(struct recording *recording, const float *rows, size_t count)
{
    size_t numbers = header_numbers(&recording->header);
    while (count > 0 && recording->failure == NULL) {
        size_t part = count;
        if (recording->filing && file_room(recording) <= 0)
            close_file(recording);
        if (recording->wish->path != NULL && !recording->filing)
            open_file(recording);
        if (recording->filing) {
            int64_t room = file_room(recording);
            room = room > 0 ? room : 1; /* the boundary lies ahead, but may do so by less than a row */
            part = (int64_t)count < room ? count : (size_t)room;
            writer_rows(&recording->file, rows, part);
            if (recording->file.failure != NULL)
                fail(recording, recording->path, recording->file.status, recording->file.failure);
        }
        if (recording->streaming)
            writer_rows(&recording->stream, rows, part);
        recording->rows += (int64_t)part;
        rows += part * numbers;
        count -= part;
    }
    if (recording->streaming && recording->stream.failure != NULL)
        lose_stream(recording);
}

void recording_pass_on(struct recording *recording)
{
    if (recording->streaming)
        writer_pass_on(&recording->stream);
    if (recording->streaming && recording->stream.failure != NULL)
        lose_stream(recording);
}

static void take_rate(struct header *to, const struct header *from)
{
    char error[64];
    to->rate = to->samplerate = from->rate;
    if (header_find(from, "rate-error", error, sizeof error))
        header_note(to, "rate-error", error);
}

static void refresh(struct writer *writer, const struct header *header)
{
    take_rate(&writer->header, header);
    writer_refresh(writer);
}

void recording_refresh(struct recording *recording, const struct timeline *line, const struct header *header)
{
    recording->line = *line;
    take_rate(&recording->header, header);
    if (recording->filing) {
        refresh(&recording->file, header);
        if (recording->file.failure != NULL)
            fail(recording, recording->path, recording->file.status, recording->file.failure);
    }
    if (recording->streaming)
        refresh(&recording->stream, header);
    recording_pass_on(recording);
}

void recording_close(struct recording *recording, const char *cut)
{
    bool empty = recording->wish->path != NULL && recording->files == 0 && cut == NULL;
    if (empty && recording->failure == NULL)
        open_file(recording); /* a capture without a row leaves a file without one */
    if (recording->filing)
        close_file(recording);
    if (recording->streaming) {
        writer_close(&recording->stream, cut != NULL ? cut : recording->failure);
        if (recording->stream.failure != NULL)
            lose_stream(recording);
    }
    if (recording->stream_failed)
        fail(recording, "stdout", recording->stream.status, recording->stream.failure);
}
