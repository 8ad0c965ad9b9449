/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes CSV and TSV: a line with the names of the columns, then the rows. Names are quoted as in RFC 4180 (2005);
 * lines end with LF.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "stream/text_lines.h"

static char *quote(const char *text, const char *special)
{
    if (strpbrk(text, special) == NULL)
        return mem_text(text);
    char *quoted = mem_new(2 * strlen(text) + 3, 1), *at = quoted;
    *at++ = '"';
    for (; *text != '\0'; text++) {
        if (*text == '"')
            *at++ = '"';
        *at++ = *text;
    }
    *at = '"';
    return quoted;
}

static char *quote_csv(const char *text)
{
    return quote(text, ",\"\r\n");
}

static char *quote_tsv(const char *text)
{
    return quote(text, "\t\"\r\n");
}

static const struct text_lines_dialect comma = {.separator = ',', .nan = "NaN", .quote = quote_csv},
                                       tab = {.separator = '\t', .nan = "NaN", .quote = quote_tsv};

static void put_names(struct writer *writer, const struct text_lines_dialect *dialect)
{
    const char *separator = &dialect->separator;
    if (writer->table.long_form) {
        writer_bytes(writer, separator, 1);
        writer_text(writer, "name");
        writer_bytes(writer, separator, 1);
        writer_text(writer, "value");
        return;
    }
    for (size_t i = 0; text_lines_name(writer, i) != NULL; i++) {
        writer_bytes(writer, separator, 1);
        writer_text(writer, text_lines_name(writer, i));
    }
}

static void begin(struct writer *writer, const struct text_lines_dialect *dialect)
{
    text_lines_begin(writer, dialect);
    const char *separator = &dialect->separator;
    bool channel = text_lines_have_channel(writer);
    if (writer->table.several) {
        writer_text(writer, "file");
        writer_bytes(writer, separator, 1);
    }
    writer_text(writer, "time");
    if (channel) {
        writer_bytes(writer, separator, 1);
        writer_text(writer, "channel");
    }
    put_names(writer, dialect);
    writer_text(writer, "\n");
}

static void csv_begin(struct writer *writer)
{
    begin(writer, &comma);
}

static void tsv_begin(struct writer *writer)
{
    begin(writer, &tab);
}

/* Keeps the whole rows of a recording, which has one input; the first line is not a row. */
static void csv_repair(struct writer *writer)
{
    char part[1 << 14];
    int64_t lines = 0, at = writer->file.origin, whole = at;
    size_t channels = header_is(&writer->header, "samples") ? 1 : (size_t)writer->header.channels;
    for (ssize_t got; (got = pread(writer->file.fd, part, sizeof part, at)) > 0; at += got)
        for (ssize_t i = 0; i < got; i++)
            if (part[i] == '\n' && lines++ % (int64_t)channels == 0)
                whole = at + i + 1;
    writer->rows = lines > 0 ? (lines - 1) / (int64_t)channels : 0;
    if (ftruncate(writer->file.fd, whole) != 0)
        errno = 0; /* the writer already has a failure */
}

#define LINES \
    .text = true, .rows = text_lines_rows, .end = text_lines_end, .gathers = true, .long_form = true, \
    .end_input = text_lines_end_input
const struct writer_format writer_csv = {
    .name = "csv", .extensions = {"csv"}, LINES, .begin = csv_begin, .repair = csv_repair};
const struct writer_format writer_tsv = {
    .name = "tsv", .extensions = {"tsv"}, LINES, .begin = tsv_begin, .repair = csv_repair};
