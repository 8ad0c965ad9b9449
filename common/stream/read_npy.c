/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads NPY files of float32 or complex64 in C order, as write_npy.c makes them: shape (rows, width), or (rows, channels,
 * width); of samples (rows,) or (rows, channels).
 *
 * Format: NumPy, "NEP 1: a simple file format for NumPy arrays", and numpy.lib.format, versions 1.0 to 3.0.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/source.h"

enum { START = 8, LONGEST_HEAD = 1 << 16 /* bytes */, DIMENSIONS = 3 };

struct npy_head {
    char type[16]; /* "" : not a simple one */
    bool fortran;
    int64_t shape[DIMENSIONS];
    size_t dimensions;
};

/* Parsing a literal of Python: {'descr': '<f4', 'fortran_order': False, 'shape': (12, 513), } */

static bool accept(const char **at, const char *word)
{
    *at += strspn(*at, " \t\n");
    bool found = strncmp(*at, word, strlen(word)) == 0;
    *at += found ? strlen(word) : 0;
    return found;
}

/* text[room] out: a string in quotes; too long a one is cut. */
static bool accept_string(const char **at, char *text, size_t room)
{
    *at += strspn(*at, " \t\n");
    const char quote[] = {**at, '\0'};
    if (*quote != '\'' && *quote != '"')
        return false;
    size_t length = strcspn(*at + 1, quote), kept = length < room ? length : room - 1;
    if ((*at)[1 + length] == '\0')
        return false;
    memcpy(text, *at + 1, kept);
    text[kept] = '\0';
    *at += length + 2;
    return true;
}

static bool accept_whole(const char **at, int64_t *number)
{
    char *end = NULL;
    *at += strspn(*at, " \t\n");
    if (**at < '0' || **at > '9')
        return false;
    *number = strtoll(*at, &end, 10);
    *at = end;
    accept(at, "L"); /* of Python 2 */
    return true;
}

/* (12,) or (12, 513); further dimensions are counted. */
static bool accept_shape(const char **at, struct npy_head *head)
{
    int64_t size = 0;
    head->dimensions = 0;
    if (!accept(at, "("))
        return false;
    while (accept_whole(at, &size)) {
        if (head->dimensions < DIMENSIONS)
            head->shape[head->dimensions] = size;
        head->dimensions++;
        if (!accept(at, ","))
            break;
    }
    return accept(at, ")");
}

static bool accept_value(const char **at, const char *key, struct npy_head *head)
{
    if (strcmp(key, "descr") == 0)
        return accept_string(at, head->type, sizeof head->type);
    if (strcmp(key, "shape") == 0)
        return accept_shape(at, head);
    head->fortran = accept(at, "True");
    return strcmp(key, "fortran_order") == 0 && (head->fortran || accept(at, "False"));
}

/* Parses the dictionary. NULL or a sentence. */
static const char *parse(struct npy_head *head, const char *at)
{
    char key[16];
    int keys = 0;
    *head = (struct npy_head){.dimensions = 0};
    bool valid = accept(&at, "{");
    while (valid && accept_string(&at, key, sizeof key)) {
        if (!accept(&at, ":"))
            valid = false;
        else if (strcmp(key, "descr") == 0 && accept(&at, "["))
            return "an NPY table of records cannot be drawn, only one of float32 or complex64 numbers";
        else
            valid = accept_value(&at, key, head);
        keys++;
        accept(&at, ",");
    }
    return valid && keys == 3 && accept(&at, "}") ? NULL : "the header of the NPY file is damaged";
}

/* Why the numbers cannot be drawn as rows of this kind; NULL: they can. */
static const char *check_type(const struct npy_head *head, const struct header *given)
{
    bool complex = strcmp(head->type, "<c8") == 0;
    if (!complex && strcmp(head->type, "<f4") != 0)
        return sentence("an NPY table of numbers of the type '%s' cannot be drawn, only one of float32 ('<f4') or "
                        "complex64 ('<c8')",
                        head->type);
    if (head->fortran)
        return "an NPY table in Fortran order cannot be drawn: save it after numpy.ascontiguousarray";
    if (complex != header_is(given, "complex"))
        return complex ? "its numbers are complex: give --kind complex" : "its numbers are not complex";
    return NULL;
}

/* header out: of rows in this shape. NULL or a sentence. */
static const char *set_shape(struct header *header, const struct npy_head *head)
{
    bool samples = header_is(header, "samples"), several = head->dimensions == (samples ? 2 : 3);
    if (head->dimensions != (samples ? 1 : 2) && !several)
        return sentence("an NPY table of %zu dimensions cannot be drawn as %s rows", head->dimensions, header->kind);
    int64_t channels = several ? head->shape[1] : 1, width = samples ? 1 : head->shape[head->dimensions - 1];
    if (channels < 1 || channels > MOST_CHANNELS)
        return sentence("has %lld channels; there can be 1 to %d", (long long)channels, MOST_CHANNELS);
    if (width < 1 || width > MOST_NUMBERS / 2)
        return sentence("has rows of %lld numbers; there can be 1 to %d", (long long)width, MOST_NUMBERS / 2);
    header->channels = (long)channels;
    header->width = (long)width * (header_is(header, "complex") ? 2 : 1);
    header->rows = head->shape[0];
    return header_check(header);
}

/* Reads the head of the file. *offset out: bytes before the numbers. NULL or a sentence. */
static const char *read_head(struct feed *feed, struct npy_head *head, int64_t *offset)
{
    unsigned char start[START], size[4] = {0};
    static const char cut[] = "ends within the header of the NPY file";
    if (feed_read(feed, start, START) != START)
        return cut;
    if (memcmp(start, "\x93NUMPY", 6) != 0)
        return "is not an NPY file: it begins with other bytes";
    if (start[6] < 1 || start[6] > 3)
        return sentence("an NPY file of version %d is unknown here", start[6]);
    size_t size_bytes = start[6] == 1 ? 2 : 4;
    if (feed_read(feed, size, size_bytes) != (ssize_t)size_bytes)
        return cut;
    size_t length = (size_t)size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
    if (length > LONGEST_HEAD)
        return "the header of the NPY file is damaged: it is too long";
    char *text = mem_new(length + 1, 1);
    bool whole = feed_read(feed, text, length) == (ssize_t)length;
    const char *why = whole ? parse(head, text) : cut;
    free(text);
    *offset = (int64_t)(START + size_bytes + length);
    return why;
}

/* Cuts a source of a file that has fewer bytes than its shape says; one that has more fails. */
static void check_size(struct source *source, const struct feed *feed, int64_t offset)
{
    int64_t row = (int64_t)(header_numbers(&source->header) * sizeof(float)), rows = (feed->size - offset) / row;
    if (feed->regular && rows < source->header.rows)
        source_cut(source,
                   sentence("truncated after %lld of %lld rows", (long long)rows, (long long)source->header.rows));
    else if (feed->regular && feed->size - offset > source->header.rows * row)
        source_fail(source, EXIT_BAD_DATA,
                    sentence("goes on after the %lld rows of its shape", (long long)source->header.rows));
}

struct source *read_npy_open(struct feed *feed, const struct header *given)
{
    struct npy_head head;
    struct header header = *given;
    int64_t offset = 0;
    const char *why = read_head(feed, &head, &offset);
    if (why == NULL && feed->failure == NULL && (why = check_type(&head, given)) == NULL)
        why = set_shape(&header, &head);
    const int64_t bytes = header.rows * (int64_t)(header_numbers(&header) * sizeof(float));
    struct source *source = read_bare_part(feed, &header, sample_format_find("f32le"), offset, why == NULL ? bytes : 0);
    if (feed->failure != NULL)
        source_fail(source, feed->status, feed->failure);
    else if (why != NULL)
        source_fail(source, EXIT_BAD_DATA, why);
    else
        check_size(source, feed, offset);
    return source;
}
