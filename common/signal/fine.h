/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Fourier transform of real numbers in double precision, for logarithms of what is weak.
 *
 * In single precision a bin 80 dB below its frame is known to 0.01 dB, and a band there shows it. This takes twice the
 * time. Its own file, so that programs that do without need not load the library.
 */
#ifndef SPECPIPE_SIGNAL_FINE_H
#define SPECPIPE_SIGNAL_FINE_H

#include <stddef.h>

struct fine;

/* A plan for `length` (1 or more) real numbers and length / 2 + 1 bins. */
struct fine *fine_create(size_t length);

/* frame[length], which forward leaves as it is */
double *fine_frame(struct fine *fine);

void fine_forward(struct fine *fine);

/* power[length / 2 + 1] out: scale |X|^2; magnitude[length / 2 + 1] out: scale |X| */
void fine_power(float *power, const struct fine *fine, double scale);
void fine_magnitude(float *magnitude, const struct fine *fine, double scale);

void fine_destroy(struct fine *fine);

#endif
