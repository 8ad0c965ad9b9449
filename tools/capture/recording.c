/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/recording.h"

#include <errno.h>
#include <libgen.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "cli/message.h"

NAMES(recording_format_name, "stream", "raw", "csv", "tsv", "npy", "wav", "wav16", "wav24", "flac", "flac16")

static void fail(struct recording *recording, const char *name, int status, const char *why)
{
    if (recording->failure == NULL) {
        recording->failure = why;
        recording->name = name;
        recording->status = status;
    }
}

bool recording_is_input(const char *path, const char *input)
{
    struct stat in, out;
    if (input == NULL || stat(path, &out) != 0 || !S_ISREG(out.st_mode))
        return false;
    int result = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(input, &in);
    return result == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

/* Without files: options that make no sense then, and whether stdout can be written. */
static const char *check_stream_only(const struct recording_options *options, int *status)
{
    if (options->no_stream)
        return "--no-stream requires --output: otherwise nothing is written";
    if (options->format != NULL)
        return "--recording requires --output";
    if (isatty(STDOUT_FILENO))
        return "stdout: binary data do not belong on a terminal: use -o FILE or a pipe";
    *status = EXIT_NO_OUTPUT;
    const char *why = file_refuse(NULL);
    return why != NULL ? sentence("stdout: %s", why) : NULL;
}

/* Whether a file of that name can be created without overwriting the input. */
static const char *check_file(const char *name, const char *input)
{
    const char *why = file_refuse(name);
    if (why == NULL && recording_is_input(name, input))
        why = "is the input; it would be destroyed";
    return why != NULL ? sentence("%s: %s", name, why) : NULL;
}

const char *recording_check(const struct recording_options *options, const char *input, int *status)
{
    char name[MOST_PATH + SUFFIX_ROOM];
    *status = EXIT_USAGE_ERROR;
    const char *why = file_names_check(name, options);
    if (why != NULL)
        return why;
    if (options->path == NULL)
        return check_stream_only(options, status);
    *status = EXIT_NO_OUTPUT;
    return check_file(name, input);
}

/* The instant at which a row is produced, nanoseconds since 1970. */
static int64_t instant_of(const struct recording *recording, int64_t row)
{
    return recording->line.origin + llrint((double)row / recording->line.rate * 1e9);
}

/* The header of an output whose first row is `first`. */
static struct header header_from(const struct recording *recording, int64_t first)
{
    struct header header = recording->header;
    if (recording->timed)
        instant_text(header.origin, instant_of(recording, first));
    return header;
}

static void open_file(struct recording *recording)
{
    struct header header = header_from(recording, recording->rows);
    int64_t instant = instant_of(recording, recording->rows);
    if (!file_name_next(recording->path, recording->options, instant)) {
        fail(recording, recording->options->path, EXIT_NO_OUTPUT, "no unused file name is left");
        return;
    }
    if (writer_record(&recording->file, recording->path, recording->options->format, &header) != NULL) {
        fail(recording, recording->path, recording->file.status, recording->file.failure);
        return;
    }
    recording->filing = true;
    recording->files++;
    recording->boundary = INT64_MAX;
    if (recording->options->split.unit != EXTENT_NONE)
        recording->boundary = file_boundary_next(instant, (int)recording->options->split.value);
    note("%s: begins with row %lld", recording->path, (long long)recording->rows);
}

static void check_file_written(struct recording *recording)
{
    if (recording->file.failure != NULL)
        fail(recording, recording->path, recording->file.status, recording->file.failure);
}

static void close_file(struct recording *recording)
{
    recording->filing = false;
    writer_close(&recording->file, NULL);
    recording->clipped += recording->file.clipped;
    check_file_written(recording);
}

/* Closes the stream after a failure, which ends the capture only if no files are recorded. */
static void lose_stream(struct recording *recording)
{
    recording->streaming = false;
    const char *why = recording->stream.failure;
    writer_close(&recording->stream, why);
    recording->reader_gone = strcmp(why, strerror(EPIPE)) == 0;
    if (recording->options->path == NULL) {
        fail(recording, "stdout", recording->stream.status, why);
        return;
    }
    recording->stream_failed = !recording->reader_gone;
    warn("stdout: %s; recording of %s continues", why, recording->options->path);
}

void recording_open(struct recording *recording, const struct recording_options *options, const struct header *header,
                    const struct timeline *line, bool timed)
{
    *recording = (struct recording){.options = options, .header = *header, .line = *line, .timed = timed};
    signal(SIGPIPE, SIG_IGN); /* so that the files are closed first */
    if (options->no_stream || (options->path != NULL && isatty(STDOUT_FILENO)))
        return;
    struct header stream = header_from(recording, 0);
    if (writer_record(&recording->stream, NULL, options->raw ? "raw" : "stream", &stream) != NULL)
        lose_stream(recording);
    else
        recording->streaming = true;
}

/* Rows up to the file's end. */
static int64_t rows_to_boundary(const struct recording *recording)
{
    if (recording->boundary == INT64_MAX)
        return INT64_MAX;
    double end = ceil((double)(recording->boundary - recording->line.origin) * 1e-9 * recording->line.rate);
    return (int64_t)end - recording->rows;
}

/* Writes the first of rows[count] to the file, opening a new one if needed. Returns how many belonged to it. */
static size_t write_to_file(struct recording *recording, const float *rows, size_t count)
{
    if (recording->filing && rows_to_boundary(recording) <= 0)
        close_file(recording);
    if (!recording->filing)
        open_file(recording);
    if (!recording->filing)
        return count;
    int64_t room = rows_to_boundary(recording);
    room = room > 0 ? room : 1; /* a new file's boundary may be less than a row ahead */
    size_t part = (int64_t)count < room ? count : (size_t)room;
    writer_rows(&recording->file, rows, part);
    check_file_written(recording);
    return part;
}

void recording_rows(struct recording *recording, const float *rows, size_t count)
{
    size_t numbers = header_numbers(&recording->header);
    while (count > 0 && recording->failure == NULL) {
        size_t part = recording->options->path != NULL ? write_to_file(recording, rows, count) : count;
        if (recording->streaming)
            writer_rows(&recording->stream, rows, part);
        recording->rows += (int64_t)part;
        rows += part * numbers;
        count -= part;
    }
    if (recording->streaming && recording->stream.failure != NULL)
        lose_stream(recording);
}

void recording_flush_live(struct recording *recording)
{
    if (recording->streaming)
        writer_flush_live(&recording->stream);
    if (recording->streaming && recording->stream.failure != NULL)
        lose_stream(recording);
}

static void set_rate(struct header *to, const struct header *from)
{
    char error[NOTATION_ROOM];
    to->rate = to->samplerate = from->rate;
    if (header_find(from, "rate-error", error, sizeof error))
        header_note(to, "rate-error", error);
}

static void refresh(struct writer *writer, const struct header *header)
{
    set_rate(&writer->header, header);
    writer_refresh(writer);
}

void recording_refresh(struct recording *recording, const struct timeline *line, const struct header *header)
{
    recording->line = *line;
    set_rate(&recording->header, header);
    if (recording->filing) {
        refresh(&recording->file, header);
        check_file_written(recording);
    }
    if (recording->streaming)
        refresh(&recording->stream, header);
    recording_flush_live(recording);
}

void recording_close(struct recording *recording, const char *cut)
{
    bool empty = recording->options->path != NULL && recording->files == 0 && cut == NULL;
    if (empty && recording->failure == NULL)
        open_file(recording); /* a capture without rows makes an empty file */
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
