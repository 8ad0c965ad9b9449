/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For tests of what a program says: a pipe in the place of stderr, and all that came through it.
 */
#ifndef SPECPIPE_TESTS_CAPTURED_H
#define SPECPIPE_TESTS_CAPTURED_H

#include "check.h"

#include <string.h>
#include <unistd.h>

enum { CAPTURED_ROOM = 1 << 14 /* less than a pipe holds */ };

struct captured {
    int pipe[2], stderr_before;
    char text[CAPTURED_ROOM];
};

static inline void capture_begin(struct captured *captured)
{
    assert_int_equal(pipe(captured->pipe), 0);
    captured->stderr_before = dup(STDERR_FILENO);
    dup2(captured->pipe[1], STDERR_FILENO);
    close(captured->pipe[1]);
}

/* All that was written to stderr since capture_begin, which stderr is no longer. */
static inline const char *capture_end(struct captured *captured)
{
    dup2(captured->stderr_before, STDERR_FILENO);
    close(captured->stderr_before);
    size_t length = 0;
    for (ssize_t got = 1; got > 0; length += got > 0 ? (size_t)got : 0)
        got = read(captured->pipe[0], captured->text + length, CAPTURED_ROOM - 1 - length);
    close(captured->pipe[0]);
    captured->text[length] = '\0';
    return captured->text;
}

#endif
