/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of names, as functions: name(0), name(1) ... and NULL past the end. Options, help and completion use them.
 */
#ifndef SPECPIPE_BASE_NAMES_H
#define SPECPIPE_BASE_NAMES_H

#include <stddef.h>
#include <string.h>

/*
 * Defines `const char *function(size_t i)`, which returns the i-th of the names that follow, or NULL past the end.
 */
#define NAMES(function, ...) \
    const char *function(size_t i) \
    { \
        static const char *const names[] = {__VA_ARGS__}; \
        return i < sizeof names / sizeof *names ? names[i] : NULL; \
    }

/* The index of `name`, or the number of names if it is not among them. */
static inline size_t name_index(const char *(*names)(size_t), const char *name)
{
    size_t i = 0;
    while (names(i) != NULL && strcmp(names(i), name) != 0)
        i++;
    return i;
}

#endif
