/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time base of a capture: how many rows arise per second, and when the first one arose.
 *
 * A given rate is kept. With --rate auto the measured rate is used, and grows more exact as long as the capture runs.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_TIME_BASE_H
#define SPECPIPE_TOOLS_CAPTURE_TIME_BASE_H

#include <time.h>

#include "tools/capture/state.h"

/* Time of a system clock in nanoseconds. */
int64_t clock_now(clockid_t which);

void clock_begin(struct clock *clock, const struct device *device);
void clock_destroy(struct clock *clock);

/* Sets the rate in Hz; over 0: it is to be measured. */
void clock_set_rate(struct clock *clock, struct ratio rate);

/* Records that `rows` rows in all had arisen by `time`: CLOCK_MONOTONIC, ns. Does nothing unless the device is paced. */
void clock_push(struct clock *clock, int64_t rows, int64_t time);

/* Measures the rate from all pushed so far; false: too little. */
bool clock_fit(struct clock *clock);

/* Whether the rate has been measured for two seconds, or for `wanted` if that is less; `full`: for any time at all. */
bool clock_is_measured(const struct clock *clock, const struct extent *wanted, bool full);

/* Takes over the rate measured last, if the rate is measured, and writes rate and rate-error into the header. */
void clock_describe(struct clock *clock, struct header *header);

/* Whether rows arise in real time: not those of a file, nor of a pipe at a given rate, which may be a replay. */
bool clock_is_timed(const struct clock *clock);

/* The best known rate and origin of the rows. */
struct timeline clock_timeline(const struct clock *clock);

#endif
