/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

enum { ALIGNMENT = 64 };

static _Noreturn void exhausted(size_t count, size_t size)
{
    fprintf(stderr, "%s: out of memory: %zu x %zu bytes were wanted\n", program_invocation_short_name, count, size);
    exit(EXIT_NO_MEMORY);
}

void *mem_new(size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX - ALIGNMENT)
        exhausted(count, size);
    bytes = (bytes + ALIGNMENT) / ALIGNMENT * ALIGNMENT; /* at least one byte, whole alignments */
    void *memory = aligned_alloc(ALIGNMENT, bytes);
    if (memory == NULL)
        exhausted(count, size);
    return memset(memory, 0, bytes);
}

void *mem_grow(void *old, size_t count, size_t size)
{
    void *memory = reallocarray(old, count > 0 ? count : 1, size);
    if (memory == NULL)
        exhausted(count, size);
    return memory;
}

char *mem_text(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(mem_new(bytes, 1), text, bytes);
}
