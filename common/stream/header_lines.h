/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines "key value" of a header's text, and the words "name=value" of one value.
 */
#ifndef SPECPIPE_STREAM_HEADER_LINES_H
#define SPECPIPE_STREAM_HEADER_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct header_line {
    const char *key, *value, *next; /* next: the line after this one */
    size_t key_length, value_length;
};

/* Parses the line that `text` begins with. Returns false if there is no whole line. */
bool header_line_read(struct header_line *line, const char *text);

/* Whether the line has this key. */
bool header_line_is(const struct header_line *line, const char *key);

/* Finds the first line of that key. Returns false if there is none. */
bool header_line_find(struct header_line *line, const char *lines, const char *key);

/* Removes the first line of that key. Returns false if there is none. */
bool header_line_remove(char *lines, const char *key);

/* The first word `name=value` or `name` of a text of words between blanks; *length out. NULL: there is none. */
const char *header_word_find(const char *words, const char *name, size_t *length);

/* Removes that word, if there is one, and a blank next to it. */
void header_word_remove(char *words, const char *name);

#endif
