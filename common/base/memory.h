/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that never returns NULL.
 *
 * Sizes come from options whose ranges have been checked, so a failed allocation means that the machine is short of
 * memory, not that the input is bad. On failure the program's handler is called, or abort() if none is set.
 */
#ifndef SPECPIPE_BASE_MEMORY_H
#define SPECPIPE_BASE_MEMORY_H

#include <stddef.h>

/*
 * Sets the function that is called when `count` items of `size` bytes cannot be allocated. It must not return: it ends
 * the program, or jumps. Call this once, before there is a second thread; NULL restores abort().
 */
void mem_on_failure(void (*handler)(size_t count, size_t size));

/* `count` zeroed items of `size` bytes, aligned to 64 bytes for vector loads. Released by free(). */
void *mem_new(size_t count, size_t size);

/* Grows or shrinks `old`, which came from mem_grow or is NULL. New bytes are not cleared. */
void *mem_grow(void *old, size_t count, size_t size);

/*
 * As memcpy, in pieces of 2 KB. glibc copies more than that by `rep movsb`, which AMD's Zen 3 and 4 slow down where the
 * destination is a little ahead of the source within a page: 64 KB 4 bytes ahead take 16 times as long as elsewhere.
 */
void mem_copy(void *restrict to, const void *restrict from, size_t bytes);

/* A copy of a string, released by free(). */
char *mem_text(const char *text);

#endif
