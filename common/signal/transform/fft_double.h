/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Fourier transform of real numbers in double precision, for logarithms of weak bins.
 *
 * In single precision a bin 80 dB below its frame is accurate to 0.01 dB only, which shows in a band there. Double
 * precision takes twice the time. It has a file of its own, so that other programs need not load FFTW's double library.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FFT_DOUBLE_H
#define SPECPIPE_SIGNAL_TRANSFORM_FFT_DOUBLE_H

#include <stddef.h>

struct fft_double;

/* A plan for `length` (1 or more) real numbers and length / 2 + 1 bins. */
struct fft_double *fft_double_create(size_t length);

/* frame[length], which forward does not change */
double *fft_double_frame(struct fft_double *fft_double);

/* Transforms frame to bins, which power and magnitude read. */
void fft_double_forward(struct fft_double *fft_double);

/* power[length / 2 + 1] out: scale |X|^2; magnitude[length / 2 + 1] out: scale |X| */
void fft_double_power(float *power, const struct fft_double *fft_double, double scale);
void fft_double_magnitude(float *magnitude, const struct fft_double *fft_double, double scale);

void fft_double_destroy(struct fft_double *fft_double);

#endif
