/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Splicing of rows of features over time: concatenates each row with its neighbours, and keeps every step-th result.
 *
 * Push rows, pull rows; pushing NULL ends the run. (Kaldi splice-feats; low frame rate is count 7, step 6)
 */
#ifndef SPECPIPE_SIGNAL_ROWS_SPLICE_H
#define SPECPIPE_SIGNAL_ROWS_SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct splice_setting {
    size_t width;  /* numbers in a row pushed */
    int64_t count; /* rows concatenated, 1 or more: (count - 1) / 2 before, the row, count / 2 after (rounded down) */
    int64_t step;  /* rows 0, step, 2 step ... are returned; 1 or more */
};

/* The number of rows returned for `rows` pushed: ceil(rows / step). */
int64_t splice_rows(const struct splice_setting *setting, int64_t rows);

struct splice;

struct splice *splice_create(const struct splice_setting *setting);

/* row[width]; NULL ends the run. All ready rows must have been pulled before. */
void splice_push(struct splice *splice, const float *row);

/* row[count][width] out, in order of time; beyond the ends the first and the last row repeat. False: none is ready. */
bool splice_next(struct splice *splice, float *row);

void splice_destroy(struct splice *splice);

#endif
