/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/header_lines.h"

#include <string.h>

bool header_line_read(struct header_line *line, const char *text)
{
    const char *end = strchr(text, '\n');
    if (end == NULL)
        return false;
    const char *space = memchr(text, ' ', (size_t)(end - text));
    line->key = text;
    line->key_length = (size_t)((space != NULL ? space : end) - text);
    line->value = space != NULL ? space + 1 : end;
    line->value_length = (size_t)(end - line->value);
    line->next = end + 1;
    return true;
}

bool header_line_is(const struct header_line *line, const char *key)
{
    return strlen(key) == line->key_length && memcmp(line->key, key, line->key_length) == 0;
}

bool header_line_find(struct header_line *line, const char *lines, const char *key)
{
    line->next = lines;
    while (header_line_read(line, line->next))
        if (header_line_is(line, key))
            return true;
    return false;
}

bool header_line_remove(char *lines, const char *key)
{
    struct header_line line;
    if (!header_line_find(&line, lines, key))
        return false;
    memmove((char *)line.key, line.next, strlen(line.next) + 1);
    return true;
}

const char *header_word_find(const char *words, const char *name, size_t *length)
{
    size_t size = strlen(name);
    for (const char *word = words; *word != '\0'; word += *length, word += *word == ' ') {
        *length = strcspn(word, " ");
        if (*length >= size && strncmp(word, name, size) == 0 && (*length == size || word[size] == '='))
            return word;
    }
    return NULL;
}

void header_word_remove(char *words, const char *name)
{
    size_t length = 0;
    char *word = (char *)header_word_find(words, name, &length);
    if (word == NULL)
        return;
    char *end = word + length;
    if (word > words)
        word--;
    else
        end += *end == ' ';
    memmove(word, end, strlen(end) + 1);
}
