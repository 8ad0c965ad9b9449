/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deltas: appends to each row of features over time the derivatives of its numbers, in units per row.
 *
 * Push rows, pull rows; pushing NULL ends the run. Each row pushed is returned once, as soon as the rows it needs have
 * been pushed; the memory is a few times order x window rows.
 */
#ifndef SPECPIPE_SIGNAL_ROWS_DELTA_H
#define SPECPIPE_SIGNAL_ROWS_DELTA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The derivative of rows c[n], with T = window:
 *
 * regression      d[n] = sum over t = 1 .. T of t (c[n + t] - c[n - t]) / (2 sum t^2), the slope of the regression line
 *                 through 2 T + 1 rows; the second derivative is the delta of the deltas, and so on. Beyond the ends
 *                 the first and the last row are repeated, also those of deltas. (HTK Book 3.4, eq. 5.16)
 * kaldi           away from the ends as regression; each order is one filter over the original rows, and only original
 *                 rows are repeated beyond the ends. (Kaldi add-deltas)
 * savgol          derivative k is that of the least-squares polynomial of degree k through 2 T + 1 rows; the first and
 *                 the last T rows use the polynomial of the outermost 2 T + 1 rows. Fewer rows than that are an error.
 *                 (Savitzky & Golay 1964; librosa.feature.delta, mode interp, width 2 T + 1)
 * savgol-nearest  the same, with the first and the last row repeated beyond the ends. (mode nearest)
 */
enum delta_form { DELTA_REGRESSION, DELTA_KALDI, DELTA_SAVGOL, DELTA_SAVGOL_NEAREST };
const char *delta_form_name(size_t i);

enum { DELTA_MOST_ORDER = 3, DELTA_MOST_WINDOW = 100 };

struct delta_setting {
    size_t width;   /* numbers in a row pushed */
    size_t derived; /* the first `derived` of them have derivatives; the others move to the end of the row */
    int order;      /* the highest derivative, 0 .. DELTA_MOST_ORDER; 0 passes rows through */
    int window;     /* T, 1 .. DELTA_MOST_WINDOW */
    enum delta_form form;
};

/* Numbers in a row returned: width + order * derived. */
size_t delta_width(const struct delta_setting *setting);

/* Returns NULL, or a sentence about the setting. */
const char *delta_check(const struct delta_setting *setting);

struct delta;

/* The setting must have passed delta_check. */
struct delta *delta_create(const struct delta_setting *setting);

/* row[width]; NULL ends the run. All ready rows must have been pulled before. */
void delta_push(struct delta *delta, const float *row);

/* row[delta_width] out: derived numbers, first derivatives, second ..., other numbers. False: none is ready. */
bool delta_next(struct delta *delta, float *row);

/* After the end: NULL, or that there were too few rows for savgol, so that none was returned. */
const char *delta_failure(const struct delta *delta);

void delta_destroy(struct delta *delta);

#endif
