/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded into a program, makes its FAIL_AT-th allocation fail: that one only, or with FAIL_MODE=2 all from it on.
 * Writes the number of allocations to COUNT_FILE at exit.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own names, so that nothing is looked up while a program starts. */
extern void *__libc_malloc(size_t size), *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size), *__libc_memalign(size_t alignment, size_t size);

static struct {
    bool ready, from_then_on;
    long at; /* 0: none fails */
    const char *count_file;
} state;

static atomic_long count;

static long number(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? atol(text) : 0;
}

static void start(void)
{
    if (state.ready)
        return;
    state.ready = true;
    state.at = number("FAIL_AT");
    state.from_then_on = number("FAIL_MODE") == 2;
    state.count_file = getenv("COUNT_FILE");
}

static bool fails(void)
{
    start();
    long n = atomic_fetch_add(&count, 1) + 1;
    if (state.at == 0 || (n != state.at && !(state.from_then_on && n > state.at)))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t items, size_t size)
{
    return fails() ? NULL : __libc_calloc(items, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t items, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(items, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *found = memalign(alignment, size);
    if (found == NULL)
        return ENOMEM;
    *memory = found;
    return 0;
}

__attribute__((destructor)) static void write_count(void)
{
    char text[32];
    if (state.count_file == NULL)
        return;
    int bytes = snprintf(text, sizeof text, "%ld\n", atomic_load(&count)),
        fd = open(state.count_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, text, (size_t)bytes) != bytes || close(fd) != 0)
        abort();
}
