/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cepstral mean and variance normalisation of rows of features over time: every column gets mean 0 and, optionally,
 * variance 1. In a cepstrum this removes the response of microphone and room, which is an additive constant there.
 *
 * Over a whole file: add all rows in a first pass, normalise them in a second. Sliding: a stage that normalises each
 * row by some hundreds of rows around it. A constant column becomes 0 in both.
 */
#ifndef SPECPIPE_SIGNAL_ROWS_CMVN_H
#define SPECPIPE_SIGNAL_ROWS_CMVN_H

#include <stdbool.h>
#include <stddef.h>

struct cmvn;

/*
 * width: numbers in a row; variance: divide by the standard deviation too (Kaldi apply-cmvn, with its floor of 1e-20)
 */
struct cmvn *cmvn_create(size_t width, bool variance);

/* Adds row[width] to the mean and variance. */
void cmvn_add(struct cmvn *cmvn, const float *row);

/* Normalises row[width] to out[width], which may be the same. At least one row must have been added. */
void cmvn_fill(const struct cmvn *cmvn, float *out, const float *row);

void cmvn_destroy(struct cmvn *cmvn);

/*
 * The window of rows by which row t is normalised (Kaldi apply-cmvn-sliding), with W = window:
 *
 * centred  the W rows from t - W / 2 (rounded down) on, or from row 0 on if that is before the file
 * causal   the row itself and the W rows before it, t - W .. t; at least to row `least` - 1
 *
 * A window that would end after the file is moved back to its end, but not before row 0. So near both ends a centred
 * window stays still while t moves. The variance is at least 1e-10.
 */
struct sliding_setting {
    size_t width; /* numbers in a row */
    long window;  /* W, 1 or more; Kaldi: 600 */
    long least;   /* 1 or more; Kaldi: 100; matters only when causal */
    bool centred, variance;
};

struct sliding;

struct sliding *sliding_create(const struct sliding_setting *setting);

/* row[width]; NULL ends the run. All ready rows must have been pulled before. */
void sliding_push(struct sliding *sliding, const float *row);

/* row[width] out; each row pushed is returned once. False: none is ready. */
bool sliding_next(struct sliding *sliding, float *row);

void sliding_destroy(struct sliding *sliding);

#endif
