/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/text_lines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"

enum { NAME_ROOM = 3 * NOTATION_ROOM };

struct text_lines {
    const struct text_lines_dialect *dialect;
    size_t count;
    char **names; /* [count + 1] of the columns, quoted; the last is NULL */
    char *file;   /* name of the current input, quoted; NULL: not known yet */
};

/* Whether a line has the samples of all channels, as for a single input. Otherwise each channel has its own line. */
static bool side_by_side(const struct writer *writer)
{
    return header_is(&writer->header, "samples") && !writer->table.several && !writer->table.long_form;
}

bool text_lines_have_channel(const struct writer *writer)
{
    return writer->table.several || (writer->header.channels > 1 && !side_by_side(writer));
}

int text_lines_digits(const struct writer *writer)
{
    return writer->table.precision > 0 ? writer->table.precision : 9;
}

bool text_lines_refuse(struct writer *writer, float number, int64_t row, const char *column)
{
    if (!isinf(number) || writer->recording)
        return false;
    writer_fail(writer, EXIT_BAD_DATA, sentence("row %lld, column %s is not a finite number", (long long)row, column));
    return true;
}

/* Names a column by its position on the axis: 46.875, c0, mel3. */
static void name_by_axis(char text[NAME_ROOM], const struct header *header, size_t column)
{
    char number[NOTATION_ROOM];
    bool complex = header_is(header, "complex");
    size_t place = complex ? column / 2 : column;
    const char *part = !complex ? "" : column % 2 == 0 ? "re_" : "im_";
    double at = header->first + (double)place * header->step;
    const char *prefix = header_is(header, "cepstrum") ? "c" : header_is(header, "mel") ? "mel" : "f";
    if (strcmp(header->axis, "hz") == 0)
        snprintf(text, NAME_ROOM, "%s%s", part, notation_shortest(number, at));
    else
        snprintf(text, NAME_ROOM, "%s%s%zu", part, prefix, place);
}

static char *name_of(const struct writer *writer, size_t column)
{
    const struct text_lines *lines = writer->state;
    char text[NAME_ROOM];
    if (side_by_side(writer))
        snprintf(text, sizeof text, "ch%zu", column + 1);
    else if (header_is(&writer->header, "samples"))
        snprintf(text, sizeof text, "value");
    else if (writer->table.names != NULL)
        return lines->dialect->quote(writer->table.names[column]);
    else
        name_by_axis(text, &writer->header, column);
    return lines->dialect->quote(text);
}

void text_lines_begin(struct writer *writer, const struct text_lines_dialect *dialect)
{
    struct text_lines *lines = mem_new(1, sizeof *lines);
    writer->state = lines;
    lines->dialect = dialect;
    lines->count = (size_t)(side_by_side(writer) ? writer->header.channels : writer->header.width);
    lines->names = mem_new(lines->count + 1, sizeof *lines->names);
    for (size_t i = 0; i < lines->count; i++)
        lines->names[i] = name_of(writer, i);
}

const char *text_lines_name(const struct writer *writer, size_t i)
{
    const struct text_lines *lines = writer->state;
    return lines->names[i];
}

void text_lines_end_input(struct writer *writer, bool good)
{
    (void)good;
    struct text_lines *lines = writer->state;
    free(lines->file); /* the next input has another name */
    lines->file = NULL;
}

void text_lines_end(struct writer *writer, const char *cut)
{
    (void)cut;
    struct text_lines *lines = writer->state;
    text_lines_end_input(writer, false);
    for (size_t i = 0; i < lines->count; i++)
        free(lines->names[i]);
    free(lines->names);
    free(lines);
    writer->state = NULL;
}

/* Digits after the point: four more than the time between rows needs, 6 to 15. */
static int time_digits(const struct header *header)
{
    double digits = ceil(log10(header_rate(header))) + 4;
    return digits < 6 ? 6 : digits > 15 ? 15 : (int)digits;
}

static void put_fixed(struct writer *writer, double value, int places)
{
    writer->used += decimal_fixed(writer_room(writer, DECIMAL_ROOM), value, places);
}

/* Writes the separator and a number. */
static void put_number(struct writer *writer, const struct text_lines_dialect *dialect, float number, int digits)
{
    char *at = writer_room(writer, 1 + DECIMAL_ROOM);
    *at++ = dialect->separator;
    writer->used++;
    if (isfinite(number))
        writer->used += decimal_general(at, (double)number, digits);
    else
        writer_text(writer, isnan(number) ? dialect->nan : number > 0 ? "Inf" : "-Inf");
}

/* The first columns of a line, which are the same for all lines of a row and a channel. */
struct line_start {
    double time; /* seconds */
    int time_digits;
    size_t channel; /* from 1; 0: there is no such column */
};

static void put_start(struct writer *writer, const struct text_lines *lines, const struct line_start *start)
{
    const char separator[] = {lines->dialect->separator, '\0'};
    if (writer->table.several) {
        writer_text(writer, lines->file);
        writer_text(writer, separator);
    }
    put_fixed(writer, start->time, start->time_digits);
    if (start->channel > 0) {
        writer_text(writer, separator);
        put_fixed(writer, (double)start->channel, 0);
    }
}

static void put_wide(struct writer *writer, const struct text_lines *lines, const struct line_start *start,
                     const float *numbers)
{
    int digits = text_lines_digits(writer);
    put_start(writer, lines, start);
    for (size_t i = 0; i < lines->count; i++)
        put_number(writer, lines->dialect, numbers[i], digits);
    writer_bytes(writer, "\n", 1);
}

static void put_long(struct writer *writer, const struct text_lines *lines, const struct line_start *start,
                     const float *numbers)
{
    int digits = text_lines_digits(writer);
    for (size_t i = 0; i < lines->count; i++) {
        put_start(writer, lines, start);
        writer_bytes(writer, &lines->dialect->separator, 1);
        writer_text(writer, lines->names[i]);
        put_number(writer, lines->dialect, numbers[i], digits);
        writer_bytes(writer, "\n", 1);
    }
}

/* Fails and returns true if one of the numbers cannot be written. */
static bool refuse(struct writer *writer, const struct text_lines *lines, const float *numbers, int64_t row)
{
    for (size_t i = 0; i < lines->count; i++)
        if (text_lines_refuse(writer, numbers[i], row, lines->names[i]))
            return true;
    return false;
}

void text_lines_rows(struct writer *writer, const float *rows, size_t count)
{
    struct text_lines *lines = writer->state;
    const struct header *header = &writer->header;
    size_t parts = header_numbers(header) / lines->count;
    struct line_start start = {.time_digits = time_digits(header)};
    if (lines->file == NULL)
        lines->file = lines->dialect->quote(writer->table.source != NULL ? writer->table.source : header->source);
    for (size_t row = 0; row < count; row++) {
        int64_t number = writer->rows + (int64_t)row;
        start.time = header_time(header, (double)number);
        for (size_t part = 0; part < parts; part++, rows += lines->count) {
            start.channel = text_lines_have_channel(writer) ? part + 1 : 0;
            if (refuse(writer, lines, rows, number))
                return;
            (writer->table.long_form ? put_long : put_wide)(writer, lines, &start, rows);
        }
    }
}
