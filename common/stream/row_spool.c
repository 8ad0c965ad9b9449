/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/row_spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stream/spool.h"

struct row_spool {
    struct spool *spool;
    float *row;         /* the one that is reassembled from pieces of the spool */
    size_t bytes, have; /* of a row; of these in `row` */
    const char *(*take)(void *to, float *row);
    void *to;
    const char *refusal;
};

struct row_spool *row_spool_create(size_t numbers)
{
    struct row_spool *row_spool = mem_new(1, sizeof *row_spool);
    row_spool->spool = spool_create();
    row_spool->row = mem_new(numbers, sizeof *row_spool->row);
    row_spool->bytes = numbers * sizeof *row_spool->row;
    return row_spool;
}

const char *row_spool_push(struct row_spool *row_spool, const float *row, int *status)
{
    const char *why = spool_push(row_spool->spool, row, row_spool->bytes);
    if (why != NULL)
        *status = spool_status(row_spool->spool);
    return why;
}

static const char *gather(void *to, const void *bytes, size_t size)
{
    struct row_spool *row_spool = to;
    while (size > 0 && row_spool->refusal == NULL) {
        size_t room = row_spool->bytes - row_spool->have, part = room < size ? room : size;
        memcpy((char *)row_spool->row + row_spool->have, bytes, part);
        bytes = (const char *)bytes + part;
        size -= part;
        if ((row_spool->have += part) == row_spool->bytes) {
            row_spool->have = 0;
            row_spool->refusal = row_spool->take(row_spool->to, row_spool->row);
        }
    }
    return row_spool->refusal;
}

const char *row_spool_pour(struct row_spool *row_spool, const char *(*take)(void *to, float *row), void *to,
                           int *status)
{
    row_spool->take = take;
    row_spool->to = to;
    const char *why = spool_pour(row_spool->spool, gather, row_spool);
    if (why != NULL && row_spool->refusal == NULL)
        *status = spool_status(row_spool->spool);
    return why;
}

void row_spool_destroy(struct row_spool *row_spool)
{
    if (row_spool == NULL)
        return;
    spool_destroy(row_spool->spool);
    free(row_spool->row);
    free(row_spool);
}
