/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums in double precision, of eight interleaved partial sums: fast, and in the same order on every machine.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_SUMS_H
#define SPECPIPE_SIGNAL_TRANSFORM_SUMS_H

#include <stddef.h>

double sum_of(const float *x, size_t count);
double sum_of_squares(const float *x, size_t count);
double sum_of_double_squares(const double *x, size_t count);

#endif
