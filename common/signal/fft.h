/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real Fourier transforms of any length: the one file that knows FFTW.
 *
 * Plans are estimated, never measured: measured ones differ from run to run, and so do the last digits.
 */
#ifndef SPECPIPE_SIGNAL_FFT_H
#define SPECPIPE_SIGNAL_FFT_H

#include <stddef.h>

struct fft;

/* A plan for `length` (1 or more) real numbers and length / 2 + 1 bins. */
struct fft *fft_create(size_t length);

/* frame[length], which forward leaves as it is */
float *fft_frame(struct fft *fft);

/* bins[length / 2 + 1][2]: real and imaginary part, X[k] = sum of frame[n] exp(-2 pi i k n / length) */
float (*fft_bins(struct fft *fft))[2];

/* frame -> bins */
void fft_forward(struct fft *fft);

/* bins -> frame, divided by length: the inverse of forward. Destroys bins. */
void fft_inverse(struct fft *fft);

void fft_destroy(struct fft *fft);

#endif
