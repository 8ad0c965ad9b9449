/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stream/spool.h"

struct waiting {
    struct spool *spool;
    float *row;
    size_t bytes, have; /* of a row; of the one that is put together again from the spool's pieces */
    const char *(*take)(void *to, float *row);
    void *to;
    const char *refusal;
};

struct waiting *waiting_create(size_t numbers)
{
    struct waiting *waiting = mem_new(1, sizeof *waiting);
    waiting->spool = spool_create();
    waiting->row = mem_new(numbers, sizeof *waiting->row);
    waiting->bytes = numbers * sizeof *waiting->row;
    return waiting;
}

const char *waiting_push(struct waiting *waiting, const float *row, int *status)
{
    const char *why = spool_push(waiting->spool, row, waiting->bytes);
    if (why != NULL)
        *status = spool_status(waiting->spool);
    return why;
}

static const char *gather(void *to, const void *bytes, size_t size)
{
    struct waiting *waiting = to;
    while (size > 0 && waiting->refusal == NULL) {
        size_t room = waiting->bytes - waiting->have, part = room < size ? room : size;
        memcpy((char *)waiting->row + waiting->have, bytes, part);
        bytes = (const char *)bytes + part;
        size -= part;
        if ((waiting->have += part) == waiting->bytes) {
            waiting->have = 0;
            waiting->refusal = waiting->take(waiting->to, waiting->row);
        }
    }
    return waiting->refusal;
}

const char *waiting_pour(struct waiting *waiting, const char *(*take)(void *to, float *row), void *to, int *status)
{
    waiting->take = take;
    waiting->to = to;
    const char *why = spool_pour(waiting->spool, gather, waiting);
    if (why != NULL && waiting->refusal == NULL)
        *status = spool_status(waiting->spool);
    return why;
}

void waiting_destroy(struct waiting *waiting)
{
    if (waiting == NULL)
        return;
    spool_destroy(waiting->spool);
    free(waiting->row);
    free(waiting);
}
