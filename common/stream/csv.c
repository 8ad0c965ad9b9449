/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV: a header row, then a line per row (and per channel, of spectra): time in seconds, and the row's numbers.
 * Nine significant digits bring every float32 back exactly.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/decimal.h"
#include "stream/writer.h"

enum { NUMBER_ROOM = 32, NUMBER_DIGITS = 9 };

static bool is_samples(const struct writer *writer)
{
    return header_is(&writer->header, "samples");
}

static void put(struct writer *writer, const char *text)
{
    writer_bytes(writer, text, strlen(text));
}

/* A column is named by its place on the axis: 46.875, c0, mel3. */
static void put_name(struct writer *writer, long column)
{
    const struct header *header = &writer->header;
    bool complex = header_is(header, "complex");
    char text[3 * NUMBER_ROOM], number[NOTATION_ROOM];
    long place = complex ? column / 2 : column;
    const char *part = !complex ? "" : column % 2 == 0 ? "re_" : "im_";
    double at = header->first + (double)place * header->step;
    const char *prefix = header_is(header, "cepstrum") ? "c" : header_is(header, "mel") ? "mel" : "f";
    if (is_samples(writer))
        snprintf(text, sizeof text, ",ch%ld", column + 1);
    else if (strcmp(header->axis, "hz") == 0)
        snprintf(text, sizeof text, ",%s%s", part, notation_shortest(number, at));
    else
        snprintf(text, sizeof text, ",%s%s%ld", part, prefix, place);
    put(writer, text);
}

static void csv_begin(struct writer *writer)
{
    const struct header *header = &writer->header;
    bool samples = is_samples(writer);
    put(writer, !samples && header->channels > 1 ? "time,channel" : "time");
    for (long i = 0; i < (samples ? header->channels : header->width); i++)
        put_name(writer, i);
    put(writer, "\n");
}

/* Four digits beyond the distance of two rows. */
static int time_digits(const struct header *header)
{
    double digits = ceil(log10(header_rate(header))) + 4;
    return digits < 6 ? 6 : digits > 15 ? 15 : (int)digits;
}

/* Text on its way to the writer; whole lines would be too long for some widths. */
struct lines {
    struct writer *writer;
    int places; /* of the time */
    size_t used;
    char text[1 << 12];
};

static void pass_on(struct lines *lines)
{
    writer_bytes(lines->writer, lines->text, lines->used);
    lines->used = 0;
}

/* Where the next number is to be written, with room for what separates it from the one before. */
static char *next_place(struct lines *lines)
{
    if (lines->used + 1 + DECIMAL_ROOM > sizeof lines->text)
        pass_on(lines);
    return lines->text + lines->used;
}

static void add_line(struct lines *lines, const float *numbers, size_t count, int64_t row, size_t channel)
{
    const struct header *header = &lines->writer->header;
    char *at = next_place(lines);
    lines->used += decimal_fixed(at, header_time(header, (double)row), lines->places);
    if (!is_samples(lines->writer) && header->channels > 1) {
        at = next_place(lines);
        *at = ',';
        lines->used += 1 + decimal_fixed(at + 1, (double)(channel + 1), 0);
    }
    for (size_t i = 0; i < count; i++) {
        at = next_place(lines);
        *at = ',';
        lines->used += 1 + decimal_general(at + 1, (double)numbers[i], NUMBER_DIGITS);
    }
    *next_place(lines) = '\n';
    lines->used++;
}

static void csv_rows(struct writer *writer, const float *rows, size_t count)
{
    struct lines lines;
    lines.writer = writer;
    lines.places = time_digits(&writer->header);
    lines.used = 0;
    size_t numbers = header_numbers(&writer->header);
    size_t line = is_samples(writer) ? numbers : (size_t)writer->header.width;
    for (size_t row = 0; row < count; row++)
        for (size_t at = 0; at < numbers; at += line)
            add_line(&lines, rows + row * numbers + at, line, writer->rows + (int64_t)row, at / line);
    pass_on(&lines);
}

/* Whole lines are kept; the first one names the columns. */
static void csv_mend(struct writer *writer)
{
    char part[1 << 14];
    int64_t lines = 0, at = writer->file.origin, whole = at;
    size_t channels = is_samples(writer) ? 1 : (size_t)writer->header.channels;
    for (ssize_t got; (got = pread(writer->fd, part, sizeof part, at)) > 0; at += got)
        for (ssize_t i = 0; i < got; i++)
            if (part[i] == '\n' && lines++ % (int64_t)channels == 0)
                whole = at + i + 1;
    writer->rows = lines > 0 ? (lines - 1) / (int64_t)channels : 0;
    if (ftruncate(writer->fd, whole) != 0)
        errno = 0; /* there is a failure to tell already */
}

const struct writer_format writer_csv = {
    .name = "csv", .text = true, .begin = csv_begin, .rows = csv_rows, .mend = csv_mend};
