/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deltas put behind the numbers of each row how fast they change: their derivatives in time, in units per row.
 *
 * Push rows, take rows; pushing NULL ends the run. As many rows come out as went in, each as soon as the rows it needs
 * are there; what is kept is a few times order x window rows.
 */
#ifndef SPECPIPE_SIGNAL_ROWS_DELTA_H
#define SPECPIPE_SIGNAL_ROWS_DELTA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How a derivative is taken of rows c[n], with T = window:
 *
 * regression      d[n] = sum over t = 1 .. T of t (c[n + t] - c[n - t]) / (2 sum t^2), the slope of the straight line
 *                 through 2 T + 1 rows; the second derivative is the delta of the deltas, and so on. The first and the
 *                 last row are repeated beyond the ends, of deltas too. (HTK Book 3.4, eq. 5.16)
 * kaldi           the same inside; the formulas of all orders are joined into one sum over the rows themselves, and only
 *                 these are repeated beyond the ends. (Kaldi add-deltas)
 * savgol          derivative k is that of the polynomial of degree k through 2 T + 1 rows, by least squares; the first
 *                 and the last T rows take the polynomial of the outermost 2 T + 1. Fewer rows than that are a failure.
 *                 (Savitzky & Golay 1964; librosa.feature.delta, mode interp, width 2 T + 1)
 * savgol-nearest  the same, with the first and the last row repeated beyond the ends. (mode nearest)
 */
enum delta_form { DELTA_REGRESSION, DELTA_KALDI, DELTA_SAVGOL, DELTA_SAVGOL_NEAREST };
const char *delta_form_name(size_t i);

enum { DELTA_MOST_ORDER = 3, DELTA_MOST_WINDOW = 100 };

struct delta_setting {
    size_t width;   /* numbers in a row pushed */
    size_t derived; /* the first so many have derivatives; the others go to the end of the row */
    int order;      /* the highest derivative, 0 .. DELTA_MOST_ORDER; 0 passes rows through */
    int window;     /* T, 1 .. DELTA_MOST_WINDOW */
    enum delta_form form;
};

/* Numbers in a row that comes out: width + order * derived. */
size_t delta_width(const struct delta_setting *setting);

/* What is wrong with the setting, as a sentence; NULL: nothing. */
const char *delta_check(const struct delta_setting *setting);

struct delta;

/* The setting must have passed delta_check. */
struct delta *delta_create(const struct delta_setting *setting);

/* row[width]; NULL ends the run. All ready rows must have been taken before. */
void delta_push(struct delta *delta, const float *row);

/* row[delta_width] out: the derived numbers, their first derivatives, second ..., the others. False: none is ready. */
bool delta_next(struct delta *delta, float *row);

/* Why rows that were pushed do not come out: too few for the form, which the end shows. NULL: they all do. */
const char *delta_failure(const struct delta *delta);

void delta_destroy(struct delta *delta);

#endif
