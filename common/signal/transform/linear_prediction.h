/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linear prediction: continues a signal as a sum of damped oscillations fitted to its samples.
 *
 * Burg's method (Burg 1975; Kay and Marple 1981, section II.B.5). Its poles are never outside the unit circle, so a
 * continuation does not grow.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_LINEAR_PREDICTION_H
#define SPECPIPE_SIGNAL_TRANSFORM_LINEAR_PREDICTION_H

#include <stddef.h>

/* The number of coefficients, and of samples from which they are computed, at most. */
enum { PREDICTION_ORDER = 32, PREDICTION_SAMPLES = 2048 };

/*
 * coefficient[order]  out: sample n is predicted as the sum of coefficient[i] * sample n - 1 - i
 * sample[count]       count > order
 */
void prediction_fit(double *coefficient, size_t order, const float *sample, size_t count);

/*
 * Continues sample[count], count >= 1: next[length] out. The order is PREDICTION_ORDER or, of fewer samples, a third of
 * their number.
 */
void prediction_continue(float *next, size_t length, const float *sample, size_t count);

#endif
