/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fourier transforms of many complex numbers as two or three passes of short transforms.
 *
 * FFTW's estimated plans of long transforms choose poorly, those of many short ones well. A pass of the Stockham
 * algorithm (Van Loan, Computational Frameworks for the FFT, 1992, 1.7) transforms R numbers at a time. With s the
 * product of the passes before, and the length s R m, it computes
 *
 *     y[q + s (R p + k)] = exp(-2 pi i p k / (R m)) sum over r of x[q + s (p + m r)] exp(-2 pi i r k / R)
 *
 * for q < s, p < m and k < R. The bins come in their order, without bit reversal.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FFT_PASSES_H
#define SPECPIPE_SIGNAL_TRANSFORM_FFT_PASSES_H

#include <stdbool.h>
#include <stddef.h>

struct fft_passes;

/*
 * The bins are in rows of equal length with a gap after each, so that the reads and writes of a short transform are not
 * all in the same sets of the processor's caches: bin k is at k + gap (k / (length / rows)).
 */
struct fft_rows {
    size_t rows, gap;
};

/* Whether passes are faster than one plan of FFTW for `length` complex numbers; `rows` then describes the bins. */
bool fft_passes_suit(struct fft_rows *rows, size_t length);

/* from[length] is kept; to[length + rows gap]. Only for lengths that suit. */
struct fft_passes *fft_passes_create(size_t length, float (*from)[2], float (*to)[2]);

void fft_passes_forward(const struct fft_passes *passes);

void fft_passes_destroy(struct fft_passes *passes);

#endif
