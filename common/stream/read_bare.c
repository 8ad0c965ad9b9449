/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads rows of one encoding from a byte offset on: raw samples, and the data of WAV and AU.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/source.h"

struct bare_source {
    struct source source;
    struct feed *feed;
    const struct sample_format *format;
    int64_t offset, bytes;  /* where the rows begin; how many bytes they have, or -1: until the end */
    int64_t bytes_read;     /* of the rows */
    size_t row_bytes, room; /* bytes of a row; rows in `raw` and `row` */
    size_t whole, torn;     /* of the last read: bytes of whole rows, and of an incomplete row after them */
    unsigned char *raw;     /* [room * row_bytes] */
    float *row;             /* [room * numbers of a row] */
};

/* Fails if the rows end too early, or within one. Returns 0. */
static size_t check_end(struct bare_source *bare, size_t torn)
{
    struct header *header = &bare->source.header;
    if (torn > 0 || (bare->bytes >= 0 && bare->bytes_read < bare->bytes)) {
        long long whole = bare->bytes_read / (int64_t)bare->row_bytes;
        return source_cut(&bare->source,
                          header->rows >= 0
                              ? sentence("truncated after %lld of %lld rows", whole, (long long)header->rows)
                              : sentence("ends inside a row: %zu of its %zu bytes are there", torn, bare->row_bytes));
    }
    return 0;
}

/*
 * Reads whole rows, up to `want` bytes; from a pipe of unknown length those that have arrived. Fewer only at the end.
 * Bytes of rows; -1 and errno on an error.
 */
static ssize_t read_rows(struct bare_source *bare, size_t want, bool *ended)
{
    bool live = bare->bytes < 0 && !bare->feed->regular;
    size_t least = live ? bare->row_bytes : want, torn = bare->torn;
    memmove(bare->raw, bare->raw + bare->whole, torn);
    ssize_t got = feed_read_some(bare->feed, bare->raw + torn, least - torn, want - torn);
    if (got < 0)
        return got;
    got += (ssize_t)torn;
    *ended = (size_t)got < least;
    bare->torn = *ended ? 0 : (size_t)got % bare->row_bytes; /* of a row that has not arrived completely */
    bare->whole = (size_t)got - bare->torn;
    return (ssize_t)bare->whole;
}

static size_t bare_read(struct source *source, const float **row, size_t most)
{
    struct bare_source *bare = (struct bare_source *)source;
    if (source->failure != NULL)
        return 0;
    size_t want = (most < bare->room ? most : bare->room) * bare->row_bytes;
    if (bare->bytes >= 0 && (int64_t)want > bare->bytes - bare->bytes_read)
        want = (size_t)(bare->bytes - bare->bytes_read) / bare->row_bytes * bare->row_bytes;
    bool ended = false;
    ssize_t got = read_rows(bare, want, &ended);
    if (got < 0)
        return source_fail(source, EXIT_IO, strerror(errno));
    bare->bytes_read += got;
    size_t count = (size_t)got / bare->row_bytes;
    if (ended)
        check_end(bare, (size_t)got % bare->row_bytes);
    bare->format->decode(bare->row, bare->raw, count * header_numbers(&source->header));
    *row = bare->row;
    return count;
}

static bool bare_seek(struct source *source, int64_t row)
{
    struct bare_source *bare = (struct bare_source *)source;
    if (bare->bytes >= 0 && row > bare->bytes / (int64_t)bare->row_bytes)
        return false;
    bare->bytes_read = row * (int64_t)bare->row_bytes;
    return feed_seek(bare->feed, bare->offset + bare->bytes_read);
}

static void bare_destroy(struct source *source)
{
    struct bare_source *bare = (struct bare_source *)source;
    free(bare->raw);
    free(bare->row);
    free(bare);
}

struct source *read_bare_part(struct feed *feed, const struct header *header, const struct sample_format *format,
                              int64_t offset, int64_t bytes)
{
    struct bare_source *bare = mem_new(1, sizeof *bare);
    bare->source = (struct source){.header = *header,
                                   .real = format->real,
                                   .read = bare_read,
                                   .seek = feed->regular ? bare_seek : NULL,
                                   .exact = feed->regular,
                                   .destroy = bare_destroy};
    bare->feed = feed;
    bare->format = format;
    bare->offset = offset;
    bare->row_bytes = header_numbers(header) * format->bytes;
    bare->bytes = bytes >= 0 ? bytes / (int64_t)bare->row_bytes * (int64_t)bare->row_bytes : -1;
    bare->room = SOURCE_BLOCK / bare->row_bytes > 0 ? SOURCE_BLOCK / bare->row_bytes : 1;
    bare->raw = mem_new(bare->room, bare->row_bytes);
    bare->row = mem_new(bare->room * header_numbers(header), sizeof *bare->row);
    return &bare->source;
}

struct source *read_bare_open(struct feed *feed, const struct header *given, const struct sample_format *format)
{
    struct header header = *given;
    size_t row_bytes = header_numbers(given) * format->bytes;
    if (feed->regular && feed->size % (int64_t)row_bytes == 0)
        header.rows = feed->size / (int64_t)row_bytes;
    return read_bare_part(feed, &header, format, 0, header.rows >= 0 ? feed->size : -1);
}
