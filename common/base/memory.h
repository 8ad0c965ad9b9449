/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that is there or the program is not.
 *
 * Sizes come from options and are range-checked before they get here, so running out is the machine's
 * state, not an input's fault: one sentence on stderr and exit status 71, from wherever it happens.
 */
#ifndef SPECPIPE_BASE_MEMORY_H
#define SPECPIPE_BASE_MEMORY_H

#include <stddef.h>

/* `count` zeroed items of `size` bytes, aligned to 64 bytes for vector loads. Never NULL; released by free(). */
void *mem_new(size_t count, size_t size);

/* Grows (or shrinks) `old`, which came from mem_grow or is NULL. New bytes are not cleared. Never NULL. */
void *mem_grow(void *old, size_t count, size_t size);

/* A copy of a string. Never NULL. */
char *mem_text(const char *text);

#endif
