/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/header.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "base/sentence.h"
#include "base/utf8.h"
#include "stream/header_lines.h"

enum { LINE_ROOM = HEADER_BYTES / 2 /* the longest line that is added, with its end */ };

const char header_magic[HEADER_MAGIC_BYTES + 1] = "spec-stream 512\n";

NAMES(header_kind, "samples", "complex", "magnitude", "power", "density", "level", "phase", "mel", "cepstrum",
      "features")

bool header_is(const struct header *header, const char *kind)
{
    return strcmp(header->kind, kind) == 0;
}

size_t header_numbers(const struct header *header)
{
    return (size_t)header->channels * (size_t)header->width;
}

double header_rate(const struct header *header)
{
    return ratio_value(header->rate);
}

double header_time(const struct header *header, double row)
{
    return header->start + row / ratio_value(header->rate);
}

bool header_find(const struct header *header, const char *key, char *value, size_t room)
{
    struct header_line line;
    bool found = header_line_find(&line, header->more, key);
    if (found)
        snprintf(value, room, "%.*s", (int)line.value_length, line.value);
    return found;
}

/*
 * Appends a line to `more`. Drops the oldest history if `more` alone would be larger than a header. Notes may exceed
 * that: header_format reports it. False: the line does not fit into `room`.
 */
static bool append_line(struct header *header, const char *line, size_t room)
{
    size_t length = strlen(line);
    while (strlen(header->more) + length + 1 > HEADER_BYTES)
        if (!header_line_remove(header->more, "hist"))
            break;
    if (strlen(header->more) + length + 1 > room)
        return false;
    strcat(header->more, line);
    return true;
}

const char *header_note(struct header *header, const char *key, const char *value)
{
    char line[LINE_ROOM];
    header_line_remove(header->more, key);
    if (value == NULL)
        return NULL;
    size_t length = (size_t)snprintf(line, sizeof line, "%s %s", key, value);
    bool fits = length < sizeof line - 1;
    if (fits) {
        utf8_clean(line, false);
        strcpy(line + length, "\n");
        fits = append_line(header, line, sizeof header->more);
    }
    return fits ? NULL : sentence("the stream's header has no room for its line %s", key);
}

bool header_note_get(const struct header *header, const char *key, const char *name, char *value, size_t room)
{
    char words[HEADER_BYTES];
    size_t length = 0, skip = strlen(name);
    const char *word = header_find(header, key, words, sizeof words) ? header_word_find(words, name, &length) : NULL;
    if (word == NULL)
        return false;
    skip += skip < length; /* the '=' */
    snprintf(value, room, "%.*s", (int)(length - skip), word + skip);
    return true;
}

const char *header_note_set(struct header *header, const char *key, const char *name, const char *value)
{
    char words[HEADER_BYTES] = "", text[2 * HEADER_BYTES];
    header_find(header, key, words, sizeof words);
    header_word_remove(words, name);
    snprintf(text, sizeof text, "%s%s%s%s%.*s", words, *words != '\0' ? " " : "", name, value != NULL ? "=" : "",
             HEADER_BYTES, value != NULL ? value : "");
    return header_note(header, key, text);
}

void header_history(struct header *header, const char *command)
{
    char line[LINE_ROOM];
    size_t length = (size_t)snprintf(line, sizeof line, "hist %s", command);
    if (length > sizeof line - 2)
        length = sizeof line - 2;
    while (length > 0 && ((unsigned char)line[length] & 0xc0) == 0x80) /* do not split a UTF-8 character */
        length--;
    line[length] = '\0';
    utf8_clean(line, false);
    strcpy(line + length, "\n");
    append_line(header, line, HEADER_BYTES);
}

/* Sets `source`, shortened at its beginning if it is too long. */
static void set_source(struct header *header, const char *name)
{
    size_t length = strlen(name);
    if (length >= sizeof header->source) { /* keep the end, which tells more */
        name += length - (sizeof header->source - 1);
        while (((unsigned char)*name & 0xc0) == 0x80)
            name++;
    }
    snprintf(header->source, sizeof header->source, "%s", name);
    utf8_clean(header->source, false);
}

void header_source(struct header *header, const char *path)
{
    const char *slash = strrchr(path, '/');
    set_source(header, slash != NULL && slash[1] != '\0' ? slash + 1 : path);
}

void header_source_device(struct header *header, const char *path)
{
    static const char folder[] = "/dev/";
    const char *name = strrchr(path, '/');
    bool numbered = name != NULL && name[1 + strspn(name + 1, "0123456789")] == '\0';
    if (numbered && strncmp(path, folder, sizeof folder - 1) == 0)
        set_source(header, path + sizeof folder - 1);
    else
        header_source(header, path);
}

const char *header_check(const struct header *header)
{
    if (header->kind[0] == '\0' || header->rate.num == 0 || header->width == 0)
        return "the stream's header lacks its kind, rate or width";
    bool known = false;
    for (size_t i = 0; header_kind(i) != NULL; i++)
        known |= header_is(header, header_kind(i));
    if (!known)
        return sentence("the stream holds rows of a kind unknown here: %s", header->kind);
    if (header_is(header, "complex") && header->width % 2 != 0)
        return "the stream holds complex rows of an odd width";
    if (header_is(header, "samples") && header->width != 1)
        return sentence("the stream holds samples of a width of %ld; it can only be 1", header->width);
    if (header->rows > (int64_t)1e15 / (int64_t)header_numbers(header)) /* seven centuries of samples at 44.1 kHz */
        return "the stream announces more rows than there can be";
    if (header_numbers(header) > MOST_NUMBERS)
        return sentence("the stream's rows are too wide: %ld x %ld numbers", header->channels, header->width);
    return NULL;
}

/* Writing */

struct text {
    char *at;
    size_t room;
};

__attribute__((format(printf, 2, 3))) static void append(struct text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(text->at, text->room, format, list);
    va_end(list);
    size_t used = (size_t)length < text->room ? (size_t)length : text->room;
    text->at += used;
    text->room -= used;
}

/* The known keys, in the order in which they are written. */
enum field_form { TEXT, RATIO, NUMBER, COUNT, ROWS, AXIS };
static const struct field {
    const char *key;
    enum field_form form;
    size_t offset;
    long most; /* largest COUNT; bytes of TEXT */
} fields[] = {
#define FIELD(key, form, member, most) \
    { \
        key, form, offsetof(struct header, member), most \
    }
    FIELD("kind", TEXT, kind, sizeof((struct header *)NULL)->kind),
    FIELD("rate", RATIO, rate, 0),
    FIELD("start", NUMBER, start, 0),
    FIELD("width", COUNT, width, MOST_NUMBERS),
    FIELD("channels", COUNT, channels, MOST_CHANNELS),
    FIELD("axis", AXIS, axis, sizeof((struct header *)NULL)->axis),
    FIELD("rows", ROWS, rows, 0),
    FIELD("frame", COUNT, frame, INT32_MAX),
    FIELD("hop", COUNT, hop, INT32_MAX),
    FIELD("window", TEXT, window, sizeof((struct header *)NULL)->window),
    FIELD("samplerate", RATIO, samplerate, 0),
    FIELD("unit", TEXT, unit, sizeof((struct header *)NULL)->unit),
    FIELD("full-scale", NUMBER, full_scale, 0),
    FIELD("origin", TEXT, origin, sizeof((struct header *)NULL)->origin),
    FIELD("source", TEXT, source, sizeof((struct header *)NULL)->source),
#undef FIELD
};

static void append_field(struct text *text, const struct header *header, const struct field *field)
{
    char a[2 * NOTATION_ROOM], b[NOTATION_ROOM];
    const void *from = (const char *)header + field->offset;
    const struct ratio *ratio = from;
    switch (field->form) {
    case TEXT:
        if (*(const char *)from != '\0')
            append(text, "%s %s\n", field->key, (const char *)from);
        break;
    case RATIO:
        if (ratio->num > 0)
            append(text, "%s %s\n", field->key, notation_ratio_text(a, *ratio));
        break;
    case NUMBER:
        if (field->offset == offsetof(struct header, start) || *(const double *)from > 0)
            append(text, "%s %s\n", field->key, notation_shortest(a, *(const double *)from));
        break;
    case COUNT:
        if (*(const long *)from > 0)
            append(text, "%s %ld\n", field->key, *(const long *)from);
        break;
    case ROWS:
        if (*(const int64_t *)from >= 0)
            append(text, "%s %lld\n", field->key, (long long)*(const int64_t *)from);
        break;
    case AXIS:
        append(text, "%s %s %s %s\n", field->key, header->axis, notation_shortest(a, header->first),
               notation_shortest(b, header->step));
        break;
    }
}

const char *header_format(char block[HEADER_BYTES], const struct header *given)
{
    struct header header = *given;
    const char *why = header_check(given);
    if (why != NULL)
        return why;
    for (;;) {
        char all[3 * HEADER_BYTES];
        struct text text = {all, sizeof all};
        append(&text, "%s", header_magic);
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            append_field(&text, &header, &fields[i]);
        append(&text, "%send\n", header.more);
        size_t length = sizeof all - text.room;
        if (length <= HEADER_BYTES) {
            memset(block, '\n', HEADER_BYTES);
            memcpy(block, all, length);
            return NULL;
        }
        if (!header_line_remove(header.more, "hist") && !header_line_remove(header.more, "speakers"))
            return "the stream's header does not fit into 512 bytes";
    }
}

/* Reading */

static bool whole_number(int64_t *value, const char *text, int64_t low, int64_t high)
{
    char *end = NULL;
    if (*text < '0' || *text > '9')
        return false;
    long long found = strtoll(text, &end, 10);
    *value = found;
    return *end == '\0' && found >= low && found <= high;
}

static bool set_axis(struct header *header, char *text)
{
    char *first = strchr(text, ' ');
    char *step = first != NULL ? strchr(first + 1, ' ') : NULL;
    if (step == NULL)
        return false;
    *first++ = '\0';
    *step++ = '\0';
    return (size_t)snprintf(header->axis, sizeof header->axis, "%s", text) < sizeof header->axis &&
           notation_number(&header->first, first) == NULL && notation_number(&header->step, step) == NULL &&
           header->step != 0;
}

/* Sets a field from the value of its key. False: the value is invalid. */
static bool set_field(struct header *header, const struct field *field, char *value)
{
    void *to = (char *)header + field->offset;
    int64_t number = 0;
    switch (field->form) {
    case TEXT:
        return (size_t)snprintf(to, (size_t)field->most, "%s", value) < (size_t)field->most;
    case RATIO:
        return notation_ratio(to, value) == NULL;
    case NUMBER:
        return notation_number(to, value) == NULL;
    case COUNT:
        if (!whole_number(&number, value, 1, field->most))
            return false;
        *(long *)to = (long)number;
        return true;
    case ROWS:
        return whole_number(to, value, 0, INT64_MAX);
    case AXIS:
        return set_axis(header, value);
    }
    return false;
}

static const struct field *field_of(const struct header_line *line)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (header_line_is(line, fields[i].key))
            return &fields[i];
    return NULL;
}

static bool key_is_well_formed(const struct header_line *line)
{
    for (size_t i = 0; i < line->key_length; i++) {
        char c = line->key[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return line->key_length > 0;
}

static const char *read_lines(struct header *header, const char *text)
{
    struct header_line line = {.next = text};
    while (header_line_read(&line, line.next)) {
        if (header_line_is(&line, "end"))
            return NULL;
        if (!key_is_well_formed(&line))
            return "the stream's header is damaged: a line has no key";
        char value[HEADER_BYTES];
        snprintf(value, sizeof value, "%.*s", (int)line.value_length, line.value);
        const struct field *field = field_of(&line);
        if (field == NULL)
            strncat(header->more, line.key, (size_t)(line.next - line.key)); /* fits: there are 512 bytes in all */
        else if (!set_field(header, field, value))
            return sentence("the stream's header says \"%s %.*s\", which cannot be", field->key, (int)line.value_length,
                            line.value);
    }
    return "the stream's header has no end line";
}

const char *header_parse(struct header *header, const char block[HEADER_BYTES])
{
    char text[HEADER_BYTES + 1];
    memcpy(text, block, HEADER_BYTES);
    text[HEADER_BYTES] = '\0';
    *header = (struct header){.channels = 1, .rows = -1, .step = 1, .axis = "index"};
    if (memcmp(text, header_magic, HEADER_MAGIC_BYTES) != 0)
        return "not a stream";
    if (strlen(text) != HEADER_BYTES)
        return "the stream's header is damaged: it holds a zero byte";
    const char *why = read_lines(header, text + HEADER_MAGIC_BYTES);
    return why != NULL ? why : header_check(header);
}
