/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/colormap.h"

#include "base/memory.h"
#include "base/name_match.h"
#include "base/sentence.h"
#include "image/colormap_data.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ENTRIES = 4096, LINE = 1024 };

struct table {
    unsigned char rgb[ENTRIES][3];
    size_t entries;
};

const char *colormap_name(size_t i)
{
    return colormaps[i].name;
}

static unsigned char hex_digit(char digit)
{
    return (unsigned char)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static void table_unpack(struct table *table, const char *hex)
{
    table->entries = strlen(hex) / 6;
    for (size_t i = 0; i < 3 * table->entries; i++)
        table->rgb[i / 3][i % 3] = (unsigned char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
}

/* Parses "R G B" and nothing else; `text` ends before its comment. */
static bool colour_parse(unsigned char rgb[3], const char *text)
{
    static const char blank[] = " \t\r\n";
    for (size_t i = 0; i < 3; i++) {
        text += strspn(text, blank);
        size_t digits = strspn(text, "0123456789");
        unsigned value = 0;
        for (size_t k = 0; k < digits && value <= 255; k++)
            value = 10 * value + (unsigned)(text[k] - '0');
        if (digits == 0 || value > 255)
            return false;
        rgb[i] = (unsigned char)value;
        text += digits;
        if (i < 2 && strspn(text, blank) == 0)
            return false;
    }
    return text[strspn(text, blank)] == '\0';
}

static const char *parse_line(struct table *table, char *line, size_t number)
{
    line[strcspn(line, "#")] = '\0';
    if (line[strspn(line, " \t\r\n")] == '\0')
        return NULL;
    if (table->entries == ENTRIES)
        return sentence("line %zu: more than %d colours", number, ENTRIES);
    if (!colour_parse(table->rgb[table->entries], line))
        return sentence("line %zu: not three numbers 0..255 (red, green, blue)", number);
    table->entries++;
    return NULL;
}

static const char *table_read(struct table *table, FILE *file)
{
    char line[LINE];
    const char *why = NULL;
    table->entries = 0;
    for (size_t number = 1; why == NULL && fgets(line, LINE, file) != NULL; number++)
        if (strchr(line, '\n') == NULL && !feof(file)) /* too long, or a zero byte in the line */
            why = sentence("line %zu: not text, or longer than %d characters", number, LINE - 2);
        else
            why = parse_line(table, line, number);
    if (why == NULL && ferror(file))
        why = sentence("cannot be read: %s", strerror(errno));
    if (why == NULL && table->entries < 2)
        why = sentence("%zu colours: a colour map needs at least 2", table->entries);
    return why;
}

static const char *unknown(const char *name)
{
    const char *near = errno == ENOENT ? name_suggest(colormap_name, name, strlen(name)) : NULL;
    if (near != NULL)
        return sentence("unknown colour map (did you mean %s?)", near);
    char names[256] = "";
    for (size_t i = 0, used = 0; colormap_name(i) != NULL && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ", colormap_name(i));
    return sentence("neither a colour map (%s) nor a file of colours: %s", names, strerror(errno));
}

static const char *table_find(struct table *table, const char *name)
{
    for (size_t i = 0; colormap_name(i) != NULL; i++)
        if (strcmp(colormap_name(i), name) == 0) {
            table_unpack(table, colormaps[i].hex);
            return NULL;
        }
    errno = 0;
    FILE *file = fopen(name, "re");
    mem_check_errno();
    size_t alike = file == NULL ? name_find(colormap_name, name, strlen(name)) : 0; /* in another spelling */
    if (file == NULL && colormap_name(alike) == NULL)
        return unknown(name);
    if (file == NULL) {
        table_unpack(table, colormaps[alike].hex);
        return NULL;
    }
    const char *why = table_read(table, file);
    fclose(file);
    mem_check_errno();
    return why;
}

const char *colormap_fill(unsigned char (*rgb)[3], size_t count, const char *name)
{
    assert(count >= 2 && count <= 256);
    struct table table;
    const char *why = table_find(&table, name);
    if (why != NULL)
        return why;
    const size_t parts = count - 1; /* in integers, so exact on every machine */
    for (size_t i = 0; i < 3 * count; i++) {
        const size_t at = i / 3 * (table.entries - 1) / parts, rest = i / 3 * (table.entries - 1) % parts;
        const size_t next = rest == 0 ? at : at + 1;
        const size_t sum = table.rgb[at][i % 3] * (parts - rest) + table.rgb[next][i % 3] * rest;
        rgb[i / 3][i % 3] = (unsigned char)((2 * sum + parts) / (2 * parts));
    }
    return NULL;
}
