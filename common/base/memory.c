/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, PIECE = 2048 };

/* Set once by the program, before its threads start; only read from then on. */
static void (*failure_handler)(size_t count, size_t size);

void mem_on_failure(void (*handler)(size_t count, size_t size))
{
    failure_handler = handler;
}

static _Noreturn void fail(size_t count, size_t size)
{
    if (failure_handler != NULL)
        failure_handler(count, size);
    abort();
}

void *mem_new(size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX - ALIGNMENT)
        fail(count, size);
    bytes = (bytes + ALIGNMENT) / ALIGNMENT * ALIGNMENT; /* at least one byte, whole alignments */
    void *memory = aligned_alloc(ALIGNMENT, bytes);
    if (memory == NULL)
        fail(count, size);
    return memset(memory, 0, bytes);
}

void *mem_grow(void *old, size_t count, size_t size)
{
    void *memory = reallocarray(old, count > 0 ? count : 1, size);
    if (memory == NULL)
        fail(count, size);
    return memory;
}

void mem_copy(void *restrict to, const void *restrict from, size_t bytes)
{
    size_t done = 0;
    for (; done + PIECE <= bytes; done += PIECE)
        memcpy((char *)to + done, (const char *)from + done, PIECE);
    memcpy((char *)to + done, (const char *)from + done, bytes - done);
}

char *mem_text(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(mem_new(bytes, 1), text, bytes);
}
