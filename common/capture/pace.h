/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures the pace of a device: its rows per second, by this machine's monotonic clock.
 *
 * A read can come late but never early: the delay is one-sided. So only the earliest read of each time interval (the
 * one furthest ahead of the line) is kept, and a line is fitted to these by least squares. Memory is constant: when
 * there are too many intervals, adjacent ones are joined.
 */
#ifndef SPECPIPE_CAPTURE_PACE_H
#define SPECPIPE_CAPTURE_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/notation.h"

struct pace;

struct pace_fit {
    double rate;   /* rows per second */
    double error;  /* standard error of the rate, Hz; larger if residuals are correlated, as when the rate drifts */
    double origin; /* time of row 0: CLOCK_MONOTONIC, seconds after the time of the first pace_add */
    double span;   /* seconds between the first and the last read */
};

struct pace *pace_create(void);
void pace_destroy(struct pace *pace);

/* Adds a read: `rows` rows in all, lost ones included, had been produced by `time` (nanoseconds, never decreasing). */
void pace_add(struct pace *pace, int64_t rows, int64_t time);

/* Fits the line. Returns false if there are too few reads. */
bool pace_fit(const struct pace *pace, struct pace_fit *fit);

/* The rate, rounded to a tenth of its error and to at most nine digits. */
struct ratio pace_rate(const struct pace_fit *fit);

#endif
