/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time base of a capture: when its rows arose, and how many a second there are.
 *
 * A given rate is kept; of --rate auto, what has been measured takes the place of what was promised.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_TIME_BASE_H
#define SPECPIPE_TOOLS_CAPTURE_TIME_BASE_H

#include <time.h>

#include "tools/capture/state.h"

/* Nanoseconds of a clock. */
int64_t capture_now(clockid_t which);

/* Whether rows arise in time: not those of a file, nor those of a pipe at a given rate, which may be a replay. */
bool capture_timed(const struct capture *capture);

/* Rate and origin of the rows, as good as they are known by now. */
struct timeline capture_timeline(const struct capture *capture);

/* All bytes so far had come by `time`, in nanoseconds of CLOCK_MONOTONIC. */
void capture_take_time(struct capture *capture, int64_t time);

/* Whether the rate has been measured long enough: two seconds, or what is wanted, or what the buffer can hold. */
bool capture_measured(const struct capture *capture);

/* The header's rate becomes the given one, or the best that has been measured so far, with its error to two digits. */
void capture_take_rate(struct capture *capture);

#endif
