/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mean and variance normalisation: every column of the rows gets mean 0, and variance 1 if asked for. What a microphone
 * and a room do to a cepstrum is a constant added to it, which goes this way.
 *
 * Of a whole file: a plan that is filled in one pass over the rows and applied in another. Sliding: a stage that sees
 * some hundreds of rows about each. A column that does not change gives 0 in both.
 */
#ifndef SPECPIPE_SIGNAL_ROWS_CMVN_H
#define SPECPIPE_SIGNAL_ROWS_CMVN_H

#include <stdbool.h>
#include <stddef.h>

struct cmvn;

/* `width` numbers in a row; `variance`: divide by the standard deviation too. (Kaldi apply-cmvn, its floor of 1e-20) */
struct cmvn *cmvn_create(size_t width, bool variance);

/* row[width]: one more row that counts. */
void cmvn_add(struct cmvn *cmvn, const float *row);

/* out[width]; row[width] may be out itself. Some row must have been added. */
void cmvn_fill(const struct cmvn *cmvn, float *out, const float *row);

void cmvn_destroy(struct cmvn *cmvn);

/*
 * The rows that row t is normalised by, of a window of W (Kaldi apply-cmvn-sliding):
 *
 * centred  W rows from t - W / 2 (rounded down) on; those from 0 on if that lies before the file
 * causal   t - W .. t, the row itself and W before it; at least to row `least` - 1
 *
 * A window that ends behind the file is moved back until it does not, but no further than to row 0. So at the ends of
 * the file a centred window stands and t goes on to its edge. The variance is at least 1e-10.
 */
struct sliding_setting {
    size_t width; /* numbers in a row */
    long window;  /* W, 1 or more; Kaldi: 600 */
    long least;   /* 1 or more; Kaldi: 100; matters only when causal */
    bool centred, variance;
};

struct sliding;

struct sliding *sliding_create(const struct sliding_setting *setting);

/* row[width]; NULL ends the run. All ready rows must have been taken before. */
void sliding_push(struct sliding *sliding, const float *row);

/* row[width] out; as many come out as went in. False: none is ready. */
bool sliding_next(struct sliding *sliding, float *row);

void sliding_destroy(struct sliding *sliding);

#endif
