/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/row_spool.h"

#include <stdlib.h>

#include "base/memory.h"
#include "stream/spool.h"

struct row_spool {
    struct spool *spool;
    size_t bytes; /* of a row */
    bool ended;
    const char *failure;
};

struct row_spool *row_spool_create(size_t width)
{
    struct row_spool *row_spool = mem_new(1, sizeof *row_spool);
    row_spool->spool = spool_create();
    row_spool->bytes = width * sizeof(float);
    return row_spool;
}

void row_spool_push(struct row_spool *row_spool, const float *row)
{
    row_spool->ended = row == NULL;
    if (row != NULL && row_spool->failure == NULL)
        row_spool->failure = spool_push(row_spool->spool, row, row_spool->bytes);
}

bool row_spool_next(struct row_spool *row_spool, float *row)
{
    size_t got = 0;
    if (row_spool->ended && row_spool->failure == NULL)
        row_spool->failure = spool_read(row_spool->spool, row, row_spool->bytes, &got);
    return row_spool->failure == NULL && got == row_spool->bytes;
}

const char *row_spool_failure(const struct row_spool *row_spool)
{
    return row_spool->failure;
}

int row_spool_status(const struct row_spool *row_spool)
{
    return spool_status(row_spool->spool);
}

void row_spool_destroy(struct row_spool *row_spool)
{
    if (row_spool == NULL)
        return;
    spool_destroy(row_spool->spool);
    free(row_spool);
}
