/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Fourier transform of real numbers in double precision, for logarithms of what is weak.
 *
 * In single precision a bin 80 dB below its frame is known to 0.01 dB, and a band there shows it. This takes twice the
 * time. Its own file, so that programs that do without need not load the library.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FFT_DOUBLE_H
#define SPECPIPE_SIGNAL_TRANSFORM_FFT_DOUBLE_H

#include <stddef.h>

struct fft_double;

/* A plan for `length` (1 or more) real numbers and length / 2 + 1 bins. */
struct fft_double *fft_double_create(size_t length);

/* frame[length], which forward leaves as it is */
double *fft_double_frame(struct fft_double *fft_double);

void fft_double_forward(struct fft_double *fft_double);

/* power[length / 2 + 1] out: scale |X|^2; magnitude[length / 2 + 1] out: scale |X| */
void fft_double_power(float *power, const struct fft_double *fft_double, double scale);
void fft_double_magnitude(float *magnitude, const struct fft_double *fft_double, double scale);

void fft_double_destroy(struct fft_double *fft_double);

#endif
