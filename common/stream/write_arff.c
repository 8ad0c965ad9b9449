/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes ARFF, the tables of Weka: attributes with their types, then lines. NaN is `?`, a missing value.
 * Source: the format's description in Weka's documentation (I. Witten, E. Frank, Data Mining, 2005, section 2.4).
 */
#include <string.h>

#include "base/memory.h"
#include "stream/text_lines.h"

/*
 * Puts a name with special characters into single quotes, with backslashes before those that would end it or the line.
 */
static char *quote(const char *text)
{
    static const char special[] = " ,{}%'\"\\\t\r\n?";
    static const char escaped[] = "'\"\\%\t\r\n", letters[] = "'\"\\%trn";
    if (*text != '\0' && strpbrk(text, special) == NULL)
        return mem_text(text);
    char *quoted = mem_new(2 * strlen(text) + 3, 1), *at = quoted;
    *at++ = '\'';
    for (; *text != '\0'; text++) {
        const char *found = strchr(escaped, *text);
        if (found != NULL)
            *at++ = '\\';
        *at++ = found != NULL ? letters[found - escaped] : *text;
    }
    *at = '\'';
    return quoted;
}

static const struct text_lines_dialect dialect = {.separator = ',', .nan = "?", .quote = quote};

static void put_attribute(struct writer *writer, const char *name, const char *type)
{
    writer_text(writer, "@attribute ");
    writer_text(writer, name);
    writer_text(writer, type);
}

static void arff_begin(struct writer *writer)
{
    if (writer_refuses(writer, "ARFF"))
        return;
    writer->table.long_form = false;
    text_lines_begin(writer, &dialect);
    writer_text(writer, "@relation ");
    writer_text(writer, writer->header.kind);
    writer_text(writer, "\n\n");
    if (writer->table.several)
        put_attribute(writer, "file", " string\n");
    put_attribute(writer, "time", " numeric\n");
    if (text_lines_have_channel(writer))
        put_attribute(writer, "channel", " numeric\n");
    for (size_t i = 0; text_lines_name(writer, i) != NULL; i++)
        put_attribute(writer, text_lines_name(writer, i), " numeric\n");
    writer_text(writer, "\n@data\n");
}

const struct writer_format writer_arff = {.name = "arff",
                                          .extensions = {"arff"},
                                          .text = true,
                                          .begin = arff_begin,
                                          .rows = text_lines_rows,
                                          .end = text_lines_end,
                                          .gathers = true,
                                          .end_input = text_lines_end_input};
