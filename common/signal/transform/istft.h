/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inverse short-time Fourier transform: the signal whose STFT is nearest to the given one in least squares.
 *
 * y[n] = sum_m h[n - mH] x_m[n - mH] / sum_m h^2[n - mH], x_m being the inverse transform of row m.
 * [Griffin & Lim 1984, eq. 6]
 *
 * Push a row, pull samples; pushing none ends the run. An unmodified STFT is inverted exactly (but for rounding) where
 * the denominator exceeds 1e-10 (nonzero overlap-add, NOLA).
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_ISTFT_H
#define SPECPIPE_SIGNAL_TRANSFORM_ISTFT_H

#include <stdint.h>

#include "signal/transform/stft.h"

struct istft;

/*
 * samples  the length of the signal; -1: unknown, and the last samples without window weight are omitted
 *
 * Returns NULL, or why such an STFT cannot be inverted: the window, or the hop for its length.
 */
const char *istft_create(struct istft **istft, const struct stft_setting *setting, size_t channels, int64_t samples);

/* row[channels][fft_size / 2 + 1][2]; NULL ends the run. All ready samples must have been pulled before. */
void istft_push(struct istft *istft, const float *row);

/*
 * Lends the next finished samples[count][channels] and returns count; 0: push more, or the run has ended.
 * A sample without window weight is an error: *why says so, and 0 is returned.
 */
size_t istft_next(struct istft *istft, const float **samples, const char **why);

void istft_destroy(struct istft *istft);

#endif
