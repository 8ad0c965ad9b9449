/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads another source ahead, to count its rows, and lends the rows read in a second pass.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "stream/source.h"
#include "stream/spool.h"

struct spooled_source {
    struct source source;
    struct source *from;
    struct spool *spool; /* rows of `from` that were read ahead; NULL: all of them have been lent */
    size_t row_bytes, room;
    float *rows; /* [room] */
    bool ended;  /* `from` has no more rows, or has failed */
};

static void fail(struct spooled_source *spooled, const char *why)
{
    source_fail(&spooled->source, spool_status(spooled->spool), why);
}

/* Lends rows of `from`, and takes over its failure. */
static size_t read_on(struct spooled_source *spooled, const float **rows, size_t most)
{
    size_t count = spooled->ended ? 0 : spooled->from->read(spooled->from, rows, most);
    if (count > 0 || spooled->ended)
        return count;
    spooled->ended = true;
    if (spooled->from->failure != NULL) {
        spooled->source.cut = spooled->from->cut;
        source_fail(&spooled->source, spooled->from->status, spooled->from->failure);
    }
    return 0;
}

static void read_ahead(struct spooled_source *spooled, int64_t most, double limit)
{
    const float *rows = NULL;
    const char *why = NULL;
    int64_t read = 0;
    while (why == NULL && read < most) {
        int64_t left = most - read;
        size_t count = read_on(spooled, &rows, left < (int64_t)spooled->room ? (size_t)left : spooled->room);
        if (count == 0)
            break;
        read += (int64_t)count;
        if (limit > 0 && (double)read * (double)spooled->row_bytes > limit) {
            source_fail(&spooled->source, EXIT_IO, feed_beyond_limit(limit));
            return;
        }
        why = spool_push(spooled->spool, rows, count * spooled->row_bytes);
    }
    if (why != NULL)
        fail(spooled, why);
    if (spooled->ended)
        spooled->source.header.rows = read;
}

static size_t spooled_read(struct source *source, const float **rows, size_t most)
{
    struct spooled_source *spooled = (struct spooled_source *)source;
    size_t bytes = 0, want = most < spooled->room ? most : spooled->room;
    if (source->failure != NULL)
        return 0;
    if (spooled->spool == NULL)
        return read_on(spooled, rows, most);
    const char *why = spool_read(spooled->spool, spooled->rows, want * spooled->row_bytes, &bytes);
    if (why != NULL) {
        fail(spooled, why);
        return 0;
    }
    if (bytes == 0) {
        spool_destroy(spooled->spool);
        spooled->spool = NULL;
        return read_on(spooled, rows, most);
    }
    *rows = spooled->rows;
    return bytes / spooled->row_bytes;
}

static void spooled_destroy(struct source *source)
{
    struct spooled_source *spooled = (struct spooled_source *)source;
    spooled->from->destroy(spooled->from);
    spool_destroy(spooled->spool);
    free(spooled->rows);
    free(spooled);
}

struct source *read_spooled_open(struct source *from, int64_t most, double limit)
{
    struct spooled_source *spooled = mem_new(1, sizeof *spooled);
    spooled->source = (struct source){.header = from->header,
                                      .real = from->real,
                                      .stream = from->stream,
                                      .read = spooled_read,
                                      .destroy = spooled_destroy};
    spooled->from = from;
    spooled->spool = spool_create();
    spooled->row_bytes = header_numbers(&from->header) * sizeof *spooled->rows;
    spooled->room = SOURCE_BLOCK / spooled->row_bytes > 0 ? SOURCE_BLOCK / spooled->row_bytes : 1;
    spooled->rows = mem_new(spooled->room, spooled->row_bytes);
    read_ahead(spooled, most, limit);
    return &spooled->source;
}
