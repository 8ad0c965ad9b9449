/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/spool.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "stream/io.h"

enum { LEAST = 1 << 12, MOST = 1 << 18 /* bytes of `memory`; both powers of two */ };

struct spool {
    int fd; /* of the temporary file; -1: none */
    int status;
    bool filled;           /* the file is not empty */
    bool reading;          /* spool_read has begun */
    unsigned char *memory; /* [room], of which `used` hold bytes, `at` of them returned by spool_read */
    size_t used, room, at;
};

struct spool *spool_create(void)
{
    struct spool *spool = mem_new(1, sizeof *spool);
    spool->fd = -1;
    return spool;
}

static const char *fail(struct spool *spool, int status, const char *what)
{
    spool->status = status;
    return sentence("%s: %s", what, strerror(errno));
}

/* Moves the memory to the end of the file. */
static const char *spill(struct spool *spool)
{
    if (spool->used == 0)
        return NULL;
    if (spool->fd < 0 && (spool->fd = io_temporary()) < 0)
        return fail(spool, EXIT_NO_OUTPUT, "no temporary file");
    if (!io_write(spool->fd, spool->memory, spool->used))
        return fail(spool, EXIT_IO, "temporary file");
    spool->filled = true;
    spool->used = 0;
    return NULL;
}

/* Doubles the memory as needed, so that a spool with few bytes is small; writes it to the file when it is full. */
static const char *make_room(struct spool *spool, size_t size)
{
    while (spool->room < MOST && spool->room - spool->used < size) {
        spool->room = spool->room > 0 ? 2 * spool->room : LEAST;
        spool->memory = mem_grow(spool->memory, spool->room, 1);
    }
    return spool->room == spool->used ? spill(spool) : NULL;
}

const char *spool_push(struct spool *spool, const void *bytes, size_t size)
{
    while (size > 0) {
        const char *why = make_room(spool, size);
        if (why != NULL)
            return why;
        size_t part = spool->room - spool->used < size ? spool->room - spool->used : size;
        memcpy(spool->memory + spool->used, bytes, part);
        spool->used += part;
        bytes = (const char *)bytes + part;
        size -= part;
    }
    return NULL;
}

/* Fills the memory with the next bytes of the file; if none are left, `used` is 0 afterwards. */
static const char *refill(struct spool *spool)
{
    ssize_t got = spool->filled ? io_read(spool->fd, spool->memory, spool->room) : 0;
    spool->at = 0;
    spool->used = got > 0 ? (size_t)got : 0;
    return got < 0 ? fail(spool, EXIT_IO, "temporary file") : NULL;
}

/* Fills the memory with the first bytes pushed. */
static const char *start_over(struct spool *spool)
{
    if (!spool->filled)
        return NULL;
    const char *why = spill(spool);
    if (why == NULL && lseek(spool->fd, 0, SEEK_SET) < 0)
        why = fail(spool, EXIT_IO, "temporary file");
    return why != NULL ? why : refill(spool);
}

const char *spool_pour(struct spool *spool, const char *(*sink)(void *to, const void *bytes, size_t size), void *to)
{
    const char *why = start_over(spool);
    while (why == NULL && spool->used > 0 && (why = sink(to, spool->memory, spool->used)) == NULL)
        why = refill(spool);
    spool_clear(spool);
    return why;
}

const char *spool_read(struct spool *spool, void *bytes, size_t size, size_t *got)
{
    const char *why = spool->reading ? NULL : start_over(spool);
    spool->reading = true;
    *got = 0;
    while (why == NULL && *got < size) {
        size_t left = spool->used - spool->at, part = left < size - *got ? left : size - *got;
        if (left == 0 && ((why = refill(spool)) != NULL || spool->used == 0))
            break;
        memcpy((unsigned char *)bytes + *got, spool->memory + spool->at, part);
        spool->at += part;
        *got += part;
    }
    return why;
}

int spool_status(const struct spool *spool)
{
    return spool->status;
}

void spool_clear(struct spool *spool)
{
    spool->used = spool->at = 0;
    spool->reading = false;
    if (!spool->filled)
        return;
    spool->filled = false;
    close(spool->fd); /* a new one is created when needed: simpler than emptying this one */
    spool->fd = -1;
}

void spool_destroy(struct spool *spool)
{
    if (spool == NULL)
        return;
    spool_clear(spool);
    free(spool->memory);
    free(spool);
}
