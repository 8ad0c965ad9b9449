/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of one encoding, from a byte offset on: the inside of bare data, WAV and AU.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/source.h"

struct plain {
    struct source source;
    struct feed *feed;
    const struct sample_format *format;
    int64_t offset, bytes; /* where the rows begin; how many bytes of them there are, or -1 */
    int64_t taken;         /* bytes read so far */
    size_t row_bytes, room;
    size_t whole, torn; /* of the last read: bytes of whole rows, and of a row behind them */
    unsigned char *raw;
    float *row;
};

static size_t end_of_rows(struct plain *plain, size_t torn)
{
    struct header *header = &plain->source.header;
    if (torn > 0 || (plain->bytes >= 0 && plain->taken < plain->bytes)) {
        long long whole = plain->taken / (int64_t)plain->row_bytes;
        return source_cut(&plain->source,
                          header->rows >= 0
                              ? sentence("truncated after %lld of %lld rows", whole, (long long)header->rows)
                              : sentence("ends inside a row: %zu of its %zu bytes are there", torn, plain->row_bytes));
    }
    return 0;
}

/* Whole rows, up to `want` bytes; of a pipe without a known end those that have come by now. Fewer only at the end. */
static ssize_t read_rows(struct plain *plain, size_t want, bool *ended)
{
    bool live = plain->bytes < 0 && !plain->feed->regular;
    size_t least = live ? plain->row_bytes : want, torn = plain->torn;
    memmove(plain->raw, plain->raw + plain->whole, torn);
    ssize_t got = feed_read_some(plain->feed, plain->raw + torn, least - torn, want - torn);
    if (got < 0)
        return got;
    got += (ssize_t)torn;
    *ended = (size_t)got < least;
    plain->torn = *ended ? 0 : (size_t)got % plain->row_bytes; /* a row whose rest is yet to come */
    plain->whole = (size_t)got - plain->torn;
    return (ssize_t)plain->whole;
}

static size_t plain_read(struct source *source, const float **row, size_t most)
{
    struct plain *plain = (struct plain *)source;
    if (source->failure != NULL)
        return 0;
    size_t want = (most < plain->room ? most : plain->room) * plain->row_bytes;
    if (plain->bytes >= 0 && (int64_t)want > plain->bytes - plain->taken)
        want = (size_t)(plain->bytes - plain->taken) / plain->row_bytes * plain->row_bytes;
    bool ended = false;
    ssize_t got = read_rows(plain, want, &ended);
    if (got < 0)
        return source_fail(source, EXIT_IO, strerror(errno));
    plain->taken += got;
    size_t count = (size_t)got / plain->row_bytes;
    if (ended)
        end_of_rows(plain, (size_t)got % plain->row_bytes);
    plain->format->decode(plain->row, plain->raw, count * header_numbers(&source->header));
    *row = plain->row;
    return count;
}

static bool plain_seek(struct source *source, int64_t row)
{
    struct plain *plain = (struct plain *)source;
    if (plain->bytes >= 0 && row > plain->bytes / (int64_t)plain->row_bytes)
        return false;
    plain->taken = row * (int64_t)plain->row_bytes;
    return feed_seek(plain->feed, plain->offset + plain->taken);
}

static void plain_destroy(struct source *source)
{
    struct plain *plain = (struct plain *)source;
    free(plain->raw);
    free(plain->row);
    free(plain);
}

struct source *read_bare_part(struct feed *feed, const struct header *header, const struct sample_format *format,
                              int64_t offset, int64_t bytes)
{
    struct plain *plain = mem_new(1, sizeof *plain);
    plain->source = (struct source){.header = *header,
                                    .real = format->real,
                                    .read = plain_read,
                                    .seek = feed->regular ? plain_seek : NULL,
                                    .destroy = plain_destroy};
    plain->feed = feed;
    plain->format = format;
    plain->offset = offset;
    plain->row_bytes = header_numbers(header) * format->bytes;
    plain->bytes = bytes >= 0 ? bytes / (int64_t)plain->row_bytes * (int64_t)plain->row_bytes : -1;
    plain->room = SOURCE_BLOCK / plain->row_bytes > 0 ? SOURCE_BLOCK / plain->row_bytes : 1;
    plain->raw = mem_new(plain->room, plain->row_bytes);
    plain->row = mem_new(plain->room * header_numbers(header), sizeof *plain->row);
    return &plain->source;
}

struct source *read_bare_open(struct feed *feed, const struct header *given, const struct sample_format *format)
{
    struct header header = *given;
    size_t row_bytes = header_numbers(given) * format->bytes;
    if (feed->regular && feed->size % (int64_t)row_bytes == 0)
        header.rows = feed->size / (int64_t)row_bytes;
    return read_bare_part(feed, &header, format, 0, header.rows >= 0 ? feed->size : -1);
}
