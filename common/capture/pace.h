/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pace of a device: how many rows a second, by this machine's monotonic clock.
 *
 * A read can come late but never early: the delay is one-sided. So of each stretch of the run only the earliest read
 * (the one furthest ahead of the line) is kept, and a straight line is laid through those by least squares. Memory is
 * constant: when there are too many stretches, neighbours are joined.
 */
#ifndef SPECPIPE_CAPTURE_PACE_H
#define SPECPIPE_CAPTURE_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/notation.h"

struct pace;

struct pace_fit {
    double rate;   /* rows per second */
    double error;  /* its standard error, Hz; more where the residuals are alike, as when the rate drifts */
    double origin; /* when row 0 arose: CLOCK_MONOTONIC, seconds after the time of the first pace_add */
    double span;   /* seconds between the first and the last read */
};

struct pace *pace_create(void);
void pace_destroy(struct pace *pace);

/* `rows` rows in all had arisen at `time` (nanoseconds, never decreasing). Rows that are lost count. */
void pace_add(struct pace *pace, int64_t rows, int64_t time);

/* False as long as there is too little to lay a line through. */
bool pace_fit(const struct pace *pace, struct pace_fit *fit);

/* The rate with as many decimal places as its error allows: a tenth of the error is kept, and nine digits at most. */
struct ratio pace_rate(const struct pace_fit *fit);

#endif
