/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chroma: the energy of a power spectrum on each note of the scale, over all octaves.
 *
 * The first note is C. Every bin is distributed to the notes near it by Gaussian weights, and the row is divided by its
 * largest number, so the strongest note is 1. (Ellis 2007; librosa 0.11, filters.chroma and feature.chroma_stft with
 * their defaults but for the tuning, which is not estimated)
 */
#ifndef SPECPIPE_SIGNAL_MEL_CHROMA_H
#define SPECPIPE_SIGNAL_MEL_CHROMA_H

#include <stddef.h>

struct chroma_setting {
    size_t notes;  /* per octave; usually 12 */
    double tuning; /* of A, in notes above 440 Hz; usually 0 */
    size_t length; /* of the Fourier transform */
    double rate;   /* sample rate, Hz */
};

struct chroma;

struct chroma *chroma_create(const struct chroma_setting *setting);

/*
 * The weight of bin k < length / 2 + 1 for note i, at f = k rate / length:
 *
 *   q(k) = notes log2(f / (A / 16)) with A = 440 2^(tuning / notes); q(0) = q(1) - 1.5 notes
 *   d    = q(k) - i, reduced by octaves to the range from -round(notes / 2) on
 *   g    = exp(-(2 d / max(1, q(k + 1) - q(k)))^2 / 2), divided by its norm over all notes: sqrt(sum g^2) = 1
 *   weight = g exp(-((q(k) / notes - 5) / 2)^2 / 2), which emphasises the octaves around 880 Hz
 *
 * The formulas count notes i from A; the `note` of this function counts from C, three twelfths of an octave (rounded
 * down) above A.
 */
double chroma_weight(const struct chroma *chroma, size_t note, size_t bin);

/*
 * row[notes]             out: 0 .. 1; silence is 0
 * power[length / 2 + 1]  a power spectrum
 */
void chroma_fill(struct chroma *chroma, float *row, const float *power);

void chroma_destroy(struct chroma *chroma);

#endif
