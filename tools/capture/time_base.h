/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time base of a capture: the number of rows per second, and the time of the first one.
 *
 * A given rate is kept. With --rate auto the measured rate is used, which gets more accurate the longer the capture
 * runs.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_TIME_BASE_H
#define SPECPIPE_TOOLS_CAPTURE_TIME_BASE_H

#include "tools/capture/state.h"

void time_base_begin(struct time_base *base, const struct device *device);
void time_base_destroy(struct time_base *base);

/* Sets the rate in Hz; num 0: it is to be measured. */
void time_base_set_rate(struct time_base *base, struct ratio rate);

/*
 * Adds a read: `rows` rows in all had been produced by `time` (CLOCK_MONOTONIC, ns). Ignored unless the device is
 * paced.
 */
void time_base_push(struct time_base *base, int64_t rows, int64_t time);

/* Measures the rate from all reads so far. Returns false if there are too few. */
bool time_base_fit(struct time_base *base);

/* Whether the rate has been measured over two seconds, or over `wanted` if that is less; if `full`, over any time. */
bool time_base_is_measured(const struct time_base *base, const struct extent *wanted, bool full);

/* Adopts the rate of the last time_base_fit, if the rate is measured, and writes it with its error into the header. */
void time_base_describe(struct time_base *base, struct header *header);

/* Whether rows are produced in real time: not those of a file, nor of a pipe at a given rate, which may be a replay. */
bool time_base_is_timed(const struct time_base *base);

/* The best known rate and origin of the rows. */
struct timeline time_base_timeline(const struct time_base *base);

#endif
