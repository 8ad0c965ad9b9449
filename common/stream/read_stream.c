/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The native stream: a header, rows of float32, and a checked end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/source.h"

struct native {
    struct source source;
    struct feed *feed;
    size_t row_bytes, room;
    int64_t taken;     /* rows lent so far */
    size_t held, lent; /* bytes in `bytes`; how many of them the caller has, from the first on */
    bool ended;
    unsigned char *bytes; /* `room` rows and the closing line */
};

/* Compares the closing line with what came. */
static void check_closing(struct native *native)
{
    char text[CLOSING_BYTES + 1] = "";
    memcpy(text, native->bytes, native->held < CLOSING_BYTES ? native->held : CLOSING_BYTES);
    static const char start[] = "spec-stream end ";
    long long rows = -1;
    char *rest = text;
    if (native->held == CLOSING_BYTES && strncmp(text, start, sizeof start - 1) == 0)
        rows = strtoll(text + sizeof start - 1, &rest, 10);
    native->source.cut = true;
    if (rows < 0)
        source_fail(
            &native->source, EXIT_BAD_DATA,
            sentence("truncated after %lld rows: the program before this one failed", (long long)native->taken));
    else if (strncmp(rest, " cut: ", 6) == 0)
        source_fail(&native->source, EXIT_BAD_DATA,
                    sentence("cut short after %lld rows: %.*s", (long long)native->taken, (int)strcspn(rest + 6, "\n"),
                             rest + 6));
    else if (strncmp(rest, " complete\n", 10) != 0 || rows != native->taken)
        source_fail(&native->source, EXIT_BAD_DATA,
                    sentence("has %lld rows where its closing line says %lld", (long long)native->taken, rows));
    else
        native->source.cut = false;
}

static void check_count(struct native *native)
{
    const struct header *header = &native->source.header;
    if (native->taken < header->rows) {
        native->source.cut = true;
        source_fail(&native->source, EXIT_BAD_DATA,
                    sentence("truncated after %lld of %lld rows", (long long)native->taken, (long long)header->rows));
    } else if (native->held == CLOSING_BYTES && memcmp(native->bytes, "spec-stream end ", 16) == 0) {
        check_closing(native);
    } else if (native->held > 0) {
        native->source.cut = true; /* so does a recording that was killed after its header had been refreshed */
        source_fail(&native->source, EXIT_BAD_DATA,
                    sentence("goes on after the %lld rows that its header announces", (long long)header->rows));
    }
}

/*
 * Reads until `least` bytes are held, and up to `want` of what is there; false: the input ended (or failed) before it had
 * `least`.
 */
static bool hold(struct native *native, size_t least, size_t want)
{
    if (native->held >= least)
        return true;
    ssize_t got = feed_read_some(native->feed, native->bytes + native->held, least - native->held, want - native->held);
    if (got < 0) {
        source_fail(&native->source, EXIT_IO, strerror(errno));
        return false;
    }
    native->held += (size_t)got;
    return native->held >= least;
}

/* The last row has been lent: is this the end that was promised? */
static void check_end(struct native *native)
{
    native->ended = true;
    if (native->source.header.rows < 0) {
        check_closing(native);
        return;
    }
    hold(native, CLOSING_BYTES, CLOSING_BYTES); /* nothing, unless the program before this one has something to tell */
    if (native->source.failure == NULL)
        check_count(native);
}

static size_t native_read(struct source *source, const float **row, size_t most)
{
    struct native *native = (struct native *)source;
    memmove(native->bytes, native->bytes + native->lent, native->held -= native->lent);
    native->lent = 0;
    if (native->ended || source->failure != NULL)
        return 0;
    size_t reserve = source->header.rows < 0 ? CLOSING_BYTES : 0;
    size_t rows = most < native->room ? most : native->room;
    if (source->header.rows >= 0 && (int64_t)rows > source->header.rows - native->taken)
        rows = (size_t)(source->header.rows - native->taken);
    bool live = source->header.rows < 0; /* what has come by now is wanted now */
    size_t want = rows * native->row_bytes + reserve, least = live ? native->row_bytes + reserve : want;
    if (rows > 0)
        hold(native, least, want);
    if (native->held < want)
        rows = native->held > reserve ? (native->held - reserve) / native->row_bytes : 0;
    if (rows == 0 && source->failure == NULL)
        check_end(native);
    native->lent = rows * native->row_bytes;
    native->taken += (int64_t)rows;
    *row = (const float *)native->bytes;
    return rows;
}

static bool native_seek(struct source *source, int64_t row)
{
    struct native *native = (struct native *)source;
    native->held = native->lent = 0;
    native->taken = row;
    return feed_seek(native->feed, HEADER_BYTES + row * (int64_t)native->row_bytes);
}

static void native_destroy(struct source *source)
{
    struct native *native = (struct native *)source;
    free(native->bytes);
    free(native);
}

struct source *read_stream_open(struct feed *feed, const char **why)
{
    if (feed->have < HEADER_MAGIC || memcmp(feed->head, header_magic, HEADER_MAGIC) != 0)
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
    struct native *native = mem_new(1, sizeof *native);
    native->source = (struct source){.header = header,
                                     .real = true,
                                     .stream = true,
                                     .read = native_read,
                                     .seek = feed->regular && header.rows >= 0 ? native_seek : NULL,
                                     .destroy = native_destroy};
    native->feed = feed;
    native->row_bytes = header_numbers(&header) * sizeof(float);
    native->room = SOURCE_BLOCK / native->row_bytes > 0 ? SOURCE_BLOCK / native->row_bytes : 1;
    native->bytes = mem_new(native->room * native->row_bytes + CLOSING_BYTES, 1);
    return &native->source;
}
