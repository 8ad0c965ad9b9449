/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/csv_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/notation.h"

enum { BLOCK = 1 << 18 /* bytes read at once */ };

void csv_text_create(struct csv_text *text, struct feed *feed, size_t most)
{
    *text = (struct csv_text){.feed = feed, .separator = ',', .most = most};
    text->room = BLOCK;
    text->bytes = mem_new(text->room, 1);
}

void csv_text_destroy(struct csv_text *text)
{
    free(text->bytes);
    text->bytes = NULL;
}

/* Reads what has arrived, after the bytes that are buffered. False: the feed has failed. */
static bool read_more(struct csv_text *text)
{
    if (text->at > 0) {
        memmove(text->bytes, text->bytes + text->at, text->have - text->at);
        text->have -= text->at;
        text->at = 0;
    }
    if (text->have == text->room)
        text->bytes = mem_grow(text->bytes, text->room *= 2, 1);
    ssize_t got = feed_read_some(text->feed, text->bytes + text->have, 1, text->room - text->have);
    text->ended = got <= 0;
    text->have += got > 0 ? (size_t)got : 0;
    return got >= 0;
}

bool csv_text_fill(struct csv_text *text, size_t least)
{
    while (!text->ended && text->have - text->at < least)
        if (!read_more(text))
            return false;
    return text->feed->failure == NULL;
}

bool csv_text_peek(const struct csv_text *text, size_t *from, struct csv_piece *line)
{
    const char *at = text->bytes + text->at + *from, *end = memchr(at, '\n', text->have - text->at - *from);
    if (end == NULL)
        return false;
    *from += (size_t)(end - at) + 1;
    *line = (struct csv_piece){at, end > at && end[-1] == '\r' ? end - 1 : end};
    return true;
}

enum csv_result csv_text_line(struct csv_text *text, struct csv_piece *line)
{
    size_t length = 0;
    while (!csv_text_peek(text, &length, line)) {
        size_t unfinished = text->have - text->at;
        if (unfinished > text->most)
            return CSV_LONG;
        if (text->ended)
            return unfinished > 0 ? CSV_TORN : CSV_END;
        if (!read_more(text))
            return CSV_FAILED;
    }
    text->at += length;
    text->line++;
    return length > text->most ? CSV_LONG : CSV_LINE;
}

bool csv_text_cell(const struct csv_text *text, struct csv_piece *line, struct csv_piece *cell)
{
    if (line->at == NULL)
        return false;
    const char *end = memchr(line->at, text->separator, (size_t)(line->end - line->at));
    *cell = (struct csv_piece){line->at, end != NULL ? end : line->end};
    line->at = end != NULL ? end + 1 : NULL;
    if (cell->end - cell->at >= 2 && *cell->at == '"' && cell->end[-1] == '"') {
        cell->at++;
        cell->end--;
    }
    return true;
}

bool csv_piece_is(struct csv_piece cell, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(cell.end - cell.at) == length && memcmp(cell.at, text, length) == 0;
}

/* Whether the cell has digits, signs, points and exponents only: not what strtof accepts beside these. */
static bool is_decimal(struct csv_piece cell)
{
    for (const char *at = cell.at; at < cell.end; at++)
        if (!((*at >= '0' && *at <= '9') || *at == '.' || *at == '-' || *at == '+' || *at == 'e' || *at == 'E'))
            return false;
    return cell.end > cell.at;
}

bool csv_piece_number(struct csv_piece cell, float *number)
{
    if (is_decimal(cell)) {
        char *end = NULL;
        *number = strtof(cell.at, &end); /* stops at the cell's end: a separator, a quote, CR or LF follows */
        return end == cell.end;
    }
    *number = csv_piece_is(cell, "NaN") ? NAN : csv_piece_is(cell, "-Inf") ? -INFINITY : INFINITY;
    return !isinf(*number) || csv_piece_is(cell, "-Inf") || csv_piece_is(cell, "Inf");
}

bool csv_piece_decimal(struct csv_piece cell, double *number, double *half)
{
    char text[NOTATION_ROOM + 1];
    size_t length = (size_t)(cell.end - cell.at);
    if (length >= sizeof text || !is_decimal(cell))
        return false;
    memcpy(text, cell.at, length);
    text[length] = '\0';
    if (notation_number(number, text) != NULL)
        return false;
    const char *point = strchr(text, '.'), *exponent = strpbrk(text, "eE");
    const char *end = exponent != NULL ? exponent : text + length;
    double decimals = point != NULL ? (double)(end - point - 1) : 0;
    double power = exponent != NULL ? strtod(exponent + 1, NULL) : 0;
    *half = 0.5 * pow(10, power - decimals);
    return true;
}
