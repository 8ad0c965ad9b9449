/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spectra/feature_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { NOTE_ROOM = 192 /* of the 512 bytes of a header */ };

static const char note_key[] = "columns", group[] = "chroma";

const char *const pitch_class_names[PITCH_CLASSES] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};

const char *pitch_class_column(size_t i)
{
    static const char *const names[] = {"chroma_C",  "chroma_Cs", "chroma_D",  "chroma_Ds", "chroma_E",  "chroma_F",
                                        "chroma_Fs", "chroma_G",  "chroma_Gs", "chroma_A",  "chroma_As", "chroma_B"};
    return i < PITCH_CLASSES ? names[i] : "";
}

const char *feature_column_unit(const char *name)
{
    static const struct {
        const char *name, *unit;
    } units[] = {{"centroid", "Hz"}, {"bandwidth", "Hz"}, {"rolloff", "Hz"}, {"flatness", "0..1"},
                 {"flux", "dB"},     {"zcr", "0..1"},     {"rms", "FS"},     {"chroma_", "0..1"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strncmp(name, units[i].name, strlen(units[i].name)) == 0)
            return units[i].unit;
    return "";
}

/* The length of a name before its number, as in c12; the number has no leading zero. 0: none. */
static size_t stem(const char *name, long *number)
{
    size_t end = strlen(name), at = end;
    while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
        at--;
    if (at == 0 || at == end || end - at > 6 || (name[at] == '0' && end - at > 1))
        return 0;
    *number = strtol(name + at, NULL, 10);
    return at;
}

/* How many columns from the first one on are numbered consecutively and have the same unit. */
static size_t numbered(const struct feature_column *columns, size_t count)
{
    long first = 0, next = 0;
    size_t length = stem(columns->name, &first), found = 1;
    while (length > 0 && found < count && stem(columns[found].name, &next) == length &&
           strncmp(columns[found].name, columns->name, length) == 0 && next == first + (long)found &&
           strcmp(columns[found].unit, columns->unit) == 0)
        found++;
    return found;
}

static bool is_chroma(const struct feature_column *columns, size_t count)
{
    for (size_t i = 0; i < PITCH_CLASSES; i++)
        if (i >= count || strcmp(columns[i].name, pitch_class_column(i)) != 0 ||
            strcmp(columns[i].unit, columns->unit) != 0)
            return false;
    return true;
}

/* word out: that of one column or of several. Returns how many. */
static size_t write_word(char *word, size_t room, const struct feature_column *columns, size_t count)
{
    size_t several = is_chroma(columns, count) ? PITCH_CLASSES : numbered(columns, count);
    bool chroma = is_chroma(columns, count), range = !chroma && several > 1;
    snprintf(word, room, "%s%s%s%s%s", chroma ? group : columns->name, range ? ".." : "",
             range ? columns[several - 1].name : "", columns->unit[0] != '\0' ? ":" : "", columns->unit);
    return several;
}

const char *feature_columns_note(struct header *header, const struct feature_column *columns, size_t count)
{
    char text[NOTE_ROOM] = "", word[2 * FEATURE_NAME_ROOM + 24];
    for (size_t i = 0, used = 0; i < count;) {
        if (columns[i].name[0] == '\0' || strpbrk(columns[i].name, " :\n") != NULL)
            return "a name with a space or a colon does not fit into the line";
        i += write_word(word, sizeof word, columns + i, count - i);
        int length = snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? " " : "", word);
        if (length < 0 || (size_t)length >= sizeof text - used)
            return "the names of the columns do not fit into the header";
        used += (size_t)length;
    }
    return header_note(header, note_key, text);
}

struct columns_reader {
    struct feature_column *column; /* [room] */
    size_t count, room;
};

static bool add(struct columns_reader *reader, const char *name, const char *unit, int pitch_class)
{
    if (reader->count == reader->room || strlen(name) >= FEATURE_NAME_ROOM)
        return false;
    struct feature_column *column = &reader->column[reader->count++];
    column->pitch_class = pitch_class;
    snprintf(column->name, sizeof column->name, "%s", name);
    snprintf(column->unit, sizeof column->unit, "%s", unit);
    return true;
}

/* Adds the columns of first..last, such as c1..c12. */
static bool add_range(struct columns_reader *reader, const char *first, const char *last, const char *unit)
{
    long from = 0, to = 0;
    size_t length = stem(first, &from);
    char name[2 * FEATURE_NAME_ROOM];
    if (length == 0 || length >= FEATURE_NAME_ROOM || stem(last, &to) != length || strncmp(first, last, length) != 0)
        return false;
    for (long k = from; k <= to; k++) {
        snprintf(name, sizeof name, "%.*s%ld", (int)length, first, k);
        if (!add(reader, name, unit, -1))
            return false;
    }
    return true;
}

static bool add_word(struct columns_reader *reader, char *word)
{
    char *unit = word, *name = strsep(&unit, ":"), *dots = strstr(name, "..");
    unit = unit != NULL ? unit : "";
    if (dots != NULL) {
        *dots = '\0';
        return add_range(reader, name, dots + 2, unit);
    }
    bool fits = true;
    if (strcmp(name, group) == 0) {
        for (int i = 0; i < PITCH_CLASSES && fits; i++)
            fits = add(reader, pitch_class_column((size_t)i), unit, i);
        return fits;
    }
    int pitch_class = -1;
    for (int i = 0; i < PITCH_CLASSES; i++)
        pitch_class = strcmp(name, pitch_class_column((size_t)i)) == 0 ? i : pitch_class;
    return *name != '\0' && add(reader, name, unit, pitch_class);
}

struct feature_column *feature_columns_read(const struct header *header)
{
    char text[HEADER_BYTES];
    if (!header_is(header, "features") || !header_find(header, note_key, text, sizeof text))
        return NULL;
    struct columns_reader reader = {.room = (size_t)header->width};
    reader.column = mem_new(reader.room, sizeof *reader.column);
    bool fits = true;
    char *rest = text;
    for (char *word = NULL; fits && (word = strsep(&rest, " ")) != NULL;)
        fits = *word == '\0' || add_word(&reader, word);
    if (fits && reader.count == reader.room)
        return reader.column;
    free(reader.column);
    return NULL;
}

void feature_columns_complete(struct header *header)
{
    bool known = false;
    struct feature_column *columns = feature_columns_read(header);
    for (size_t i = 0; columns != NULL && i < (size_t)header->width; i++) {
        const char *unit = feature_column_unit(columns[i].name);
        known = known || *unit != '\0';
        snprintf(columns[i].unit, sizeof columns[i].unit, "%s", unit);
    }
    header_note(header, note_key, NULL);
    if (known)
        feature_columns_note(header, columns, (size_t)header->width);
    free(columns);
}
