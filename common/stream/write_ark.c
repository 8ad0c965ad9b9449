/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes Kaldi archives: for each input and channel a key and a matrix [rows][columns], binary or as text.
 *
 *     KEY SPACE \0 B F M SPACE \4 rows(int32) \4 columns(int32) float32...      all little-endian
 *     KEY SPACE SPACE [ LF SPACE SPACE v SPACE v SPACE ... LF ... ] LF
 *
 * The number of rows comes first, so the matrix of each channel is held in a spool until its input has ended.
 * Source: Kaldi's documentation, "Kaldi I/O mechanisms" (kaldi-asr.org/doc/io.html, D. Povey et al., 2011).
 */
#include <ctype.h>
#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "stream/text_lines.h"
#include "stream/spool.h"

struct ark {
    struct spool *spools[MOST_CHANNELS]; /* of the channels, made when needed: inputs differ in channels */
    void *keys;                          /* keys written so far: a tree of search.h */
};

static void begin(struct writer *writer)
{
    if (!writer_refuses(writer, "Kaldi's archive"))
        writer->state = mem_new(1, sizeof(struct ark));
}

static void push(struct writer *writer, size_t channel, const void *bytes, size_t size)
{
    struct ark *ark = writer->state;
    if (ark->spools[channel] == NULL)
        ark->spools[channel] = spool_create();
    const char *why = writer->failure == NULL ? spool_push(ark->spools[channel], bytes, size) : NULL;
    if (why != NULL)
        writer_fail(writer, spool_status(ark->spools[channel]), why);
}

static void ark_rows(struct writer *writer, const float *rows, size_t count)
{
    size_t width = (size_t)writer->header.width, channels = (size_t)writer->header.channels;
    if (channels == 1) {
        push(writer, 0, rows, count * width * sizeof *rows);
        return;
    }
    for (size_t i = 0; i < count * channels; i++)
        push(writer, i % channels, rows + i * width, width * sizeof *rows);
}

static size_t number_text(struct writer *writer, char *text, float number, int64_t row, size_t column)
{
    char place[32];
    if (isfinite(number))
        return decimal_general(text, (double)number, text_lines_digits(writer));
    snprintf(place, sizeof place, "%zu", column);
    if (text_lines_refuse(writer, number, row, writer->table.names != NULL ? writer->table.names[column] : place))
        return 0;
    memcpy(text, "nan", 3);
    return 3;
}

static void text_row(struct writer *writer, const float *numbers, int64_t row, size_t channel)
{
    char text[1 << 12];
    size_t used = 3, width = (size_t)writer->header.width;
    memcpy(text, "\n  ", used);
    for (size_t i = 0; i < width; i++) {
        if (used + DECIMAL_ROOM + 1 > sizeof text) {
            push(writer, channel, text, used);
            used = 0;
        }
        used += number_text(writer, text + used, numbers[i], row, i);
        text[used++] = ' ';
    }
    push(writer, channel, text, used);
}

static void arkt_rows(struct writer *writer, const float *rows, size_t count)
{
    size_t width = (size_t)writer->header.width, channels = (size_t)writer->header.channels;
    for (size_t i = 0; i < count * channels; i++)
        text_row(writer, rows + i * width, writer->rows + (int64_t)(i / channels), i % channels);
}

/* The file name of the input without extension, with '_' for white space, which ends a key; in new memory. */
static char *key_of(const struct header *header, const char *source, long channel)
{
    source = source != NULL ? source : header->source;
    const char *slash = strrchr(source, '/'), *name = slash != NULL ? slash + 1 : source, *dot = strrchr(name, '.');
    int length = dot != NULL && dot > name ? (int)(dot - name) : (int)strlen(name);
    size_t room = (size_t)length + 64;
    char *key = mem_new(room, 1);
    snprintf(key, room, length > 0 ? "%.*s" : "stdin", length, name);
    for (char *at = key; *at != '\0'; at++)
        if (isspace((unsigned char)*at) || iscntrl((unsigned char)*at))
            *at = '_';
    if (header->channels > 1)
        snprintf(key + strlen(key), 32, "-%ld", channel + 1);
    return key;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* A second matrix of the same key would never be found. */
static const char *accept(const struct writer *writer, const struct header *header, const char *source)
{
    const struct ark *ark = writer->state;
    const char *why = NULL;
    for (long channel = 0; channel < header->channels; channel++) {
        char *key = key_of(header, source, channel);
        if (why == NULL && tfind(key, &ark->keys, compare) != NULL)
            why = sentence("the archive has the key %s already, of another input", key);
        free(key);
    }
    return why;
}

static void put_key(struct writer *writer, long channel)
{
    struct ark *ark = writer->state;
    char *key = key_of(&writer->header, writer->table.source, channel);
    writer_text(writer, key);
    writer_text(writer, " ");
    tsearch(key, &ark->keys, compare);
}

static void put_count(struct writer *writer, int64_t count)
{
    const unsigned char bytes[] = {4, (unsigned char)(count & 0xff), (unsigned char)(count >> 8 & 0xff),
                                   (unsigned char)(count >> 16 & 0xff), (unsigned char)(count >> 24 & 0xff)};
    writer_bytes(writer, bytes, sizeof bytes);
}

static void put_matrix(struct writer *writer, size_t channel)
{
    struct ark *ark = writer->state;
    bool text = writer->format->text;
    put_key(writer, (long)channel);
    if (text) {
        writer_text(writer, " [");
    } else {
        writer_bytes(writer, "\0BFM ", 5);
        put_count(writer, writer->rows);
        put_count(writer, writer->header.width);
    }
    const char *why = ark->spools[channel] != NULL ? spool_pour(ark->spools[channel], writer_sink, writer) : NULL;
    if (why != NULL)
        writer_fail(writer, spool_status(ark->spools[channel]), why);
    if (text)
        writer_text(writer, writer->rows > 0 ? "]\n" : " ]\n");
}

static void end_input(struct writer *writer, bool good)
{
    struct ark *ark = writer->state;
    if (good && writer->rows > INT32_MAX)
        writer_fail(writer, EXIT_BAD_DATA, sentence("Kaldi's matrix holds up to %d rows", INT32_MAX));
    for (long i = 0; good && i < writer->header.channels; i++)
        put_matrix(writer, (size_t)i);
    for (size_t i = 0; i < MOST_CHANNELS; i++)
        if (ark->spools[i] != NULL)
            spool_clear(ark->spools[i]);
}

static void end(struct writer *writer, const char *cut)
{
    (void)cut;
    struct ark *ark = writer->state;
    for (size_t i = 0; i < MOST_CHANNELS; i++)
        spool_destroy(ark->spools[i]);
    tdestroy(ark->keys, free);
    free(ark);
    writer->state = NULL;
}

#define ARCHIVE .begin = begin, .end = end, .gathers = true, .accept = accept, .end_input = end_input
const struct writer_format writer_ark = {.name = "ark", .extensions = {"ark"}, ARCHIVE, .rows = ark_rows};
const struct writer_format writer_arkt = {
    .name = "arkt", .extensions = {"arkt"}, .text = true, ARCHIVE, .rows = arkt_rows};
