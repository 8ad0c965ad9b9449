/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a stream, spec-stream(5): a header, rows of float32, and a closing line, which is checked.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/source.h"

struct stream_source {
    struct source source;
    struct feed *feed;
    size_t row_bytes, room; /* bytes of a row; rows that fit into `bytes` */
    int64_t rows_lent;
    size_t buffered, lent; /* bytes in `bytes`; of these lent to the caller, the first ones */
    bool ended;
    unsigned char *bytes; /* [room * row_bytes + CLOSING_BYTES] */
};

/* Compares the closing line with the rows that were read. */
static void check_closing(struct stream_source *stream)
{
    char text[CLOSING_BYTES + 1] = "";
    memcpy(text, stream->bytes, stream->buffered < CLOSING_BYTES ? stream->buffered : CLOSING_BYTES);
    static const char start[] = "spec-stream end ";
    long long rows = -1;
    char *rest = text;
    if (stream->buffered == CLOSING_BYTES && strncmp(text, start, sizeof start - 1) == 0)
        rows = strtoll(text + sizeof start - 1, &rest, 10);
    if (rows < 0)
        source_cut(&stream->source,
                   sentence("truncated after %lld rows: the previous command failed", (long long)stream->rows_lent));
    else if (strncmp(rest, " cut: ", 6) == 0)
        source_cut(&stream->source, sentence("cut short after %lld rows: %.*s", (long long)stream->rows_lent,
                                             (int)strcspn(rest + 6, "\n"), rest + 6));
    else if (strncmp(rest, " complete\n", 10) != 0 || rows != stream->rows_lent)
        source_cut(&stream->source,
                   sentence("has %lld rows where its closing line says %lld", (long long)stream->rows_lent, rows));
}

/* Compares the number of rows with the header, and with a closing line, which reports a failure. */
static void check_count(struct stream_source *stream)
{
    const struct header *header = &stream->source.header;
    if (stream->rows_lent < header->rows) {
        source_cut(&stream->source, sentence("truncated after %lld of %lld rows", (long long)stream->rows_lent,
                                             (long long)header->rows));
    } else if (stream->buffered == CLOSING_BYTES && memcmp(stream->bytes, "spec-stream end ", 16) == 0) {
        check_closing(stream);
    } else if (stream->buffered > 0) {
        /* as in a recording that was killed after a refresh of its header */
        source_cut(&stream->source,
                   sentence("goes on after the %lld rows that its header announces", (long long)header->rows));
    }
}

/*
 * Waits until `least` bytes are buffered, and reads up to `want` of those available. False: the input ended or failed
 * before that.
 */
static bool fill(struct stream_source *stream, size_t least, size_t want)
{
    if (stream->buffered >= least)
        return true;
    ssize_t got = feed_read_some(stream->feed, stream->bytes + stream->buffered, least - stream->buffered,
                                 want - stream->buffered);
    if (got < 0) {
        source_fail(&stream->source, EXIT_IO, strerror(errno));
        return false;
    }
    stream->buffered += (size_t)got;
    return stream->buffered >= least;
}

/* Checks the end of the stream after its last row. */
static void check_end(struct stream_source *stream)
{
    stream->ended = true;
    if (stream->source.header.rows < 0) {
        check_closing(stream);
        return;
    }
    fill(stream, CLOSING_BYTES, CLOSING_BYTES); /* normally nothing follows */
    if (stream->source.failure == NULL)
        check_count(stream);
}

static size_t stream_read(struct source *source, const float **row, size_t most)
{
    struct stream_source *stream = (struct stream_source *)source;
    memmove(stream->bytes, stream->bytes + stream->lent, stream->buffered -= stream->lent);
    stream->lent = 0;
    if (stream->ended || source->failure != NULL)
        return 0;
    size_t reserve = source->header.rows < 0 ? CLOSING_BYTES : 0;
    size_t rows = most < stream->room ? most : stream->room;
    if (source->header.rows >= 0 && (int64_t)rows > source->header.rows - stream->rows_lent)
        rows = (size_t)(source->header.rows - stream->rows_lent);
    bool live = source->header.rows < 0; /* lends the rows that have arrived, instead of waiting for a block */
    size_t want = rows * stream->row_bytes + reserve, least = live ? stream->row_bytes + reserve : want;
    if (rows > 0)
        fill(stream, least, want);
    if (stream->buffered < want)
        rows = stream->buffered > reserve ? (stream->buffered - reserve) / stream->row_bytes : 0;
    if (rows == 0 && source->failure == NULL)
        check_end(stream);
    stream->lent = rows * stream->row_bytes;
    stream->rows_lent += (int64_t)rows;
    *row = (const float *)stream->bytes;
    return rows;
}

static bool stream_seek(struct source *source, int64_t row)
{
    struct stream_source *stream = (struct stream_source *)source;
    stream->buffered = stream->lent = 0;
    stream->rows_lent = row;
    return feed_seek(stream->feed, HEADER_BYTES + row * (int64_t)stream->row_bytes);
}

static void stream_destroy(struct source *source)
{
    struct stream_source *stream = (struct stream_source *)source;
    free(stream->bytes);
    free(stream);
}

struct source *read_stream_open(struct feed *feed, const char **why)
{
    if (feed->have < HEADER_MAGIC_BYTES || memcmp(feed->head, header_magic, HEADER_MAGIC_BYTES) != 0)
        return NULL;
    struct header header;
    char block[HEADER_BYTES];
    const char *fault = "ends within the stream's header";
    if (feed_read(feed, block, sizeof block) == HEADER_BYTES)
        fault = header_parse(&header, block);
    if (fault != NULL) {
        *why = fault;
        return NULL;
    }
    struct stream_source *stream = mem_new(1, sizeof *stream);
    stream->source = (struct source){.header = header,
                                     .real = true,
                                     .stream = true,
                                     .read = stream_read,
                                     .seek = feed->regular && header.rows >= 0 ? stream_seek : NULL,
                                     .exact = feed->regular && header.rows >= 0,
                                     .destroy = stream_destroy};
    stream->feed = feed;
    stream->row_bytes = header_numbers(&header) * sizeof(float);
    stream->room = SOURCE_BLOCK / stream->row_bytes > 0 ? SOURCE_BLOCK / stream->row_bytes : 1;
    stream->bytes = mem_new(stream->room * stream->row_bytes + CLOSING_BYTES, 1);
    return &stream->source;
}
