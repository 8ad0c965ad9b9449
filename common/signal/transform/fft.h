/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fourier transforms of real numbers of any length, one or two at a time, by FFTW in single precision; of some long
 * ones in passes (fft_passes.h), which take 0.3 to 0.8 of the time.
 *
 * Plans are estimated, never measured: measured plans differ from run to run, and so do the last digits. A plan belongs
 * to one thread; several threads may create and destroy plans of their own.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FFT_H
#define SPECPIPE_SIGNAL_TRANSFORM_FFT_H

#include <stddef.h>

struct fft;

/* A plan for `length` (1 or more) real numbers and length / 2 + 1 bins. */
struct fft *fft_create(size_t length);

/* frame[length], which forward does not change */
float *fft_frame(struct fft *fft);

/* bins[length / 2 + 1][2]: real and imaginary part, X[k] = sum of frame[n] exp(-2 pi i k n / length) */
float (*fft_bins(struct fft *fft))[2];

/* Transforms frame to bins. */
void fft_forward(struct fft *fft);

/* power[length / 2 + 1] out: scale |X[k]|^2, of the bins that forward computed */
void fft_power(float *power, const struct fft *fft, float scale);

/* Transforms bins to frame and divides by length: the inverse of forward. Overwrites bins. */
void fft_inverse(struct fft *fft);

void fft_destroy(struct fft *fft);

/*
 * Two real transforms as one complex transform of a + i b: A and B are its parts with and without conjugate symmetry.
 * With estimated plans it takes half the time of two real ones (1024 points: 1.4 us against 3.7 us). Each result has
 * the rounding errors of both, so a and b should be of similar size.
 */
struct fft_pair;
struct fft_pair *fft_pair_create(size_t length);

/* frames[length][2]: a[n] and b[n], which forward does not change */
float (*fft_pair_frames(struct fft_pair *fft_pair))[2];

/* real[length / 2 + 1], imaginary[length / 2 + 1], lent until the next forward */
struct fft_pair_bins {
    const float *real, *imaginary;
};
void fft_pair_forward(struct fft_pair *fft_pair, struct fft_pair_bins *a, struct fft_pair_bins *b);

void fft_pair_destroy(struct fft_pair *fft_pair);

#endif
