/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/recording.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/tool.h"
#include "tools/capture/file_names.h"

static void fail(struct recording *recording, const char *name, int status, const char *why)
{
    if (recording->failure == NULL) {
        recording->failure = why;
        recording->name = name;
        recording->status = status;
    }
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
    if (!name_next(recording->path, recording->wish, instant)) {
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
        writer_flush_live(&recording->stream);
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
