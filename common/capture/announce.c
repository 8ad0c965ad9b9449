/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/announce.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/channels.h"
#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "capture/wire_protocol.h"

static const char *set_text(char *to, size_t size, const char *key, const json_t *value)
{
    const char *text = json_string_value(value);
    if (text == NULL)
        return sentence("%s must be a string", key);
    if (strlen(text) >= size)
        return sentence("%s is longer than %zu bytes", key, size - 1);
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return sentence("%s contains a control character", key);
    snprintf(to, size, "%s", text);
    return NULL;
}

static const char *set_protocol(const char **to, const char *key, const json_t *value)
{
    char name[16];
    const char *why = set_text(name, sizeof name, key, value);
    if (why != NULL)
        return why;
    *to = protocol_name(name_index(protocol_name, name));
    return *to == NULL ? sentence("%s '%s' is unknown", key, name) : NULL;
}

static const char *set_whole(long *to, long most, const char *key, const json_t *value)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 1 || number > most)
        return sentence("%s must be a whole number from 1 to %ld", key, most);
    *to = (long)number;
    return NULL;
}

static const char *set_volts(double *to, const char *key, const json_t *value)
{
    double number = json_number_value(value);
    if (!json_is_number(value) || !isfinite(number) || !(number > 0))
        return sentence("%s must be a number above 0", key);
    *to = number;
    return NULL;
}

static const char *set_rate(struct ratio *to, const char *key, const json_t *value)
{
    double number = json_number_value(value);
    const char *text = json_string_value(value);
    if (text != NULL && notation_ratio(to, text) == NULL)
        return NULL;
    if (!json_is_number(value) || !isfinite(number) || !(number > 0))
        return sentence("%s must be a number above 0, or a fraction such as \"2000000/3\"", key);
    *to = (struct ratio){number, 1};
    return NULL;
}

static const char *set_key(struct announcement *said, const char *key, const json_t *value)
{
    struct wire_setting *wire = &said->wire;
    if (json_is_object(value) || json_is_array(value))
        return sentence("%s must be a number or a string", key);
    if (strcmp(key, "rate") == 0)
        return set_rate(&said->rate, key, value);
    if (strcmp(key, "protocol") == 0)
        return set_protocol(&wire->protocol, key, value);
    if (strcmp(key, "format") == 0)
        return set_text(wire->format, sizeof wire->format, key, value);
    if (strcmp(key, "channels") == 0)
        return set_whole(&wire->channels, MOST_CHANNELS, key, value);
    if (strcmp(key, "bits") == 0)
        return set_whole(&wire->bits, 32, key, value);
    if (strcmp(key, "vref") == 0)
        return set_volts(&wire->vref, key, value);
    if (strcmp(key, "source") == 0)
        return set_text(said->source, sizeof said->source, key, value);
    return NULL;
}

static enum announce_state set_all(struct announcement *said, const char **why, json_t *object)
{
    const char *key = NULL;
    json_t *value = NULL;
    *said = (struct announcement){0};
    *why = NULL;
    json_object_foreach(object, key, value) if (*why == NULL) *why = set_key(said, key, value);
    json_decref(object);
    return *why == NULL ? ANNOUNCE_FOUND : ANNOUNCE_BAD;
}

/* Text has no control characters, unlike binary data. */
static bool is_text(const unsigned char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((line[i] < ' ' && line[i] != '\t' && line[i] != '\r') || line[i] == 0x7f)
            return false;
    return true;
}

/* Allocates for Jansson, and ends the program without memory: Jansson would report that as a syntax error. */
static void *allocate(size_t bytes)
{
    return mem_grow(NULL, bytes, 1);
}

/* Parses a line, without its end. NONE: it is not a JSON object; *why says so if it is text. */
static enum announce_state parse(struct announcement *said, const char **why, const unsigned char *line, size_t length)
{
    json_error_t error;
    json_set_alloc_funcs(allocate, free);
    json_t *object =
        is_text(line, length) ? json_loadb((const char *)line, length, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (object != NULL)
        return set_all(said, why, object);
    *why = is_text(line, length) ? sentence("invalid JSON: %s", error.text) : NULL;
    return ANNOUNCE_NONE;
}

/* Whether the bytes, or the few there are, match '{', blanks, '"'. */
static bool may_be_object(const unsigned char *bytes, size_t count)
{
    size_t at = 1;
    if (count > 0 && bytes[0] != '{')
        return false;
    while (at < count && (bytes[at] == ' ' || bytes[at] == '\t'))
        at++;
    return at >= count || bytes[at] == '"';
}

static enum announce_state find_first(struct announcement *said, size_t *used, const char **why,
                                      const unsigned char *bytes, size_t count)
{
    const unsigned char *end = count > 0 ? memchr(bytes, '\n', count) : NULL;
    if (!may_be_object(bytes, count))
        return ANNOUNCE_NONE;
    if (end == NULL)
        return count < MOST_ANNOUNCE && is_text(bytes, count) ? ANNOUNCE_MORE : ANNOUNCE_NONE;
    enum announce_state state = parse(said, why, bytes, (size_t)(end - bytes));
    *used = state == ANNOUNCE_FOUND ? (size_t)(end - bytes) + 1 : 0;
    return state == ANNOUNCE_NONE && *why != NULL ? ANNOUNCE_BAD : state;
}

static enum announce_state find_anywhere(struct announcement *said, size_t *used, const char **why,
                                         const unsigned char *bytes, size_t count)
{
    /* *why stays set after a line that begins with a brace and cannot be parsed: it may be the announcement. */
    const unsigned char *line = bytes, *end = NULL;
    while ((end = memchr(line, '\n', count - (size_t)(line - bytes))) != NULL) {
        enum announce_state state = *line == '{' ? parse(said, why, line, (size_t)(end - line)) : ANNOUNCE_NONE;
        line = end + 1;
        *used = state == ANNOUNCE_FOUND ? (size_t)(line - bytes) : 0;
        if (state != ANNOUNCE_NONE)
            return state;
    }
    return count < MOST_ANNOUNCE ? ANNOUNCE_MORE : ANNOUNCE_NONE;
}

enum announce_state announce_find(struct announcement *said, size_t *used, const char **why, const unsigned char *bytes,
                                  size_t count, bool anywhere)
{
    size_t most = count < MOST_ANNOUNCE ? count : MOST_ANNOUNCE;
    *used = 0;
    *why = NULL;
    if (count == 0)
        return ANNOUNCE_MORE;
    enum announce_state state = (anywhere ? find_anywhere : find_first)(said, used, why, bytes, most);
    if (state == ANNOUNCE_FOUND)
        *why = NULL;
    return state;
}
