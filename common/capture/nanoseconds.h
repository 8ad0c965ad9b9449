/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times in nanoseconds, as int64_t: enough for 292 years.
 */
#ifndef SPECPIPE_CAPTURE_NANOSECONDS_H
#define SPECPIPE_CAPTURE_NANOSECONDS_H

#include <stdint.h>
#include <time.h>

enum { SECOND = 1000000000 /* nanoseconds */ };

/* The current time of the clock `which`, such as CLOCK_MONOTONIC. */
static inline int64_t nanoseconds_now(clockid_t which)
{
    struct timespec time;
    clock_gettime(which, &time);
    return (int64_t)time.tv_sec * SECOND + time.tv_nsec;
}

#endif
