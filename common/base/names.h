/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Named tables are walked by a function: name(0), name(1) ... NULL. Options, help and completion use it,
 * and this finds a name's place again.
 */
#ifndef SPECPIPE_BASE_NAMES_H
#define SPECPIPE_BASE_NAMES_H

#include <stddef.h>
#include <string.h>

/*
 * A table of nothing but names: `const char *function(size_t i)`, the i-th of the names that follow, NULL past the end.
 * Its declaration stands in a header.
 */
#define NAMES(function, ...) \
    const char *function(size_t i) \
    { \
        static const char *const names[] = {__VA_ARGS__}; \
        return i < sizeof names / sizeof *names ? names[i] : NULL; \
    }

/* The index of `name`, or of the NULL behind the last name. */
static inline size_t name_index(const char *(*names)(size_t), const char *name)
{
    size_t i = 0;
    while (names(i) != NULL && strcmp(names(i), name) != 0)
        i++;
    return i;
}

#endif
