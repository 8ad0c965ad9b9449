/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chroma: how much of a spectrum lies on each note of the scale, whatever the octave.
 *
 * A map from a power spectrum to notes, C first. Every bin is given to the notes near it by Gaussian weights, and the
 * row is divided by its largest number: 1 is the strongest note. (Ellis 2007; librosa 0.11, filters.chroma and
 * feature.chroma_stft with their defaults but for the tuning, which is not estimated)
 */
#ifndef SPECPIPE_SIGNAL_MEL_CHROMA_H
#define SPECPIPE_SIGNAL_MEL_CHROMA_H

#include <stddef.h>

struct chroma_setting {
    size_t notes;  /* in an octave; 12 */
    double tuning; /* of A, in notes above 440 Hz; 0 */
    size_t length; /* of the Fourier transform */
    double rate;   /* Hz */
};

struct chroma;

struct chroma *chroma_create(const struct chroma_setting *setting);

/*
 * The weight of bin k < length / 2 + 1 for note i, at f = k rate / length:
 *
 *   q(k) = notes log2(f / (A / 16)) with A = 440 2^(tuning / notes); q(0) = q(1) - 1.5 notes
 *   d    = q(k) - i, brought into -round(notes / 2) .. by whole octaves
 *   g    = exp(-(2 d / max(1, q(k + 1) - q(k)))^2 / 2), divided by its norm over all notes: sqrt(sum g^2) = 1
 *   weight = g exp(-((q(k) / notes - 5) / 2)^2 / 2), which favours the octaves about 880 Hz
 *
 * counted from A there; here note 0 is C, which is three twelfths of an octave (rounded down) above A.
 */
double chroma_weight(const struct chroma *chroma, size_t note, size_t bin);

/*
 * row[notes]              out: 0 .. 1; 0 of silence
 * power[length / 2 + 1]
 */
void chroma_fill(struct chroma *chroma, float *row, const float *power);

void chroma_destroy(struct chroma *chroma);

#endif
