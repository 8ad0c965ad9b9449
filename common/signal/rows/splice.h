/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacking puts rows side by side, so that each shows its surroundings, and may leave out most of the rows then.
 *
 * Push rows, take rows; pushing NULL ends the run. (Kaldi splice-feats; with a step, low frame rate: count 7, step 6)
 */
#ifndef SPECPIPE_SIGNAL_ROWS_SPLICE_H
#define SPECPIPE_SIGNAL_ROWS_SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct splice_setting {
    size_t width; /* numbers in a row pushed */
    int64_t
        count; /* rows side by side, 1 or more: (count - 1) / 2 before, the row itself, count / 2 behind (rounded down) */
    int64_t step; /* rows 0, step, 2 step ... come out; 1 or more */
};

/* Rows that come of that many: ceil(rows / step). */
int64_t splice_rows(const struct splice_setting *setting, int64_t rows);

struct splice;

struct splice *splice_create(const struct splice_setting *setting);

/* row[width]; NULL ends the run. All ready rows must have been taken before. */
void splice_push(struct splice *splice, const float *row);

/* row[count][width] out, in order of time; beyond the ends lie the first and the last row. False: none is ready. */
bool splice_next(struct splice *splice, float *row);

void splice_destroy(struct splice *splice);

#endif
