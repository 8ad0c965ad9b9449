/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shape of a spectrum and of a frame, in a few numbers that classifiers like: by the definitions of librosa 0.10
 * and 0.11, checked against 0.11.0. Full scale is 1. Silence gives the numbers that librosa gives, and never a NaN.
 *
 * A map, but for flux, which remembers the row before: one plan for each channel.
 */
#ifndef SPECPIPE_SIGNAL_MEL_SPECTRAL_SHAPE_H
#define SPECPIPE_SIGNAL_MEL_SPECTRAL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Of magnitudes S[k] at f[k] = k rate / length Hz, p[k] = S[k] / sum S:
 *
 * centroid   sum p f, Hz; 0 of silence
 * bandwidth  sqrt(sum p (f - centroid)^2), Hz; 0 of silence
 * rolloff    the lowest f[k] with S[0] + ... + S[k] >= 0.85 sum S, Hz; 0 of silence
 * flatness   geometric over arithmetic mean of max(S^2, 1e-10); 0 .. 1, and 1 of silence
 *
 * Of powers P[b] of bands, and those of the row before:
 *
 * flux       mean over b of max(0, L[b] - L_before[b]), L = 10 log10 max(P, 1e-10), dB; 0 in the first row. This is
 *            librosa.onset.onset_strength, lag 1, of mel bands (Boeck & Widmer 2013), without what it does for the sake
 *            of its onset detector: levels are not limited to 80 dB below the largest of the file (top_db), and row m
 *            is not moved to m + N / (2 H)
 *
 * Of x[0] .. x[N - 1], the frame before it is windowed:
 *
 * zcr        1 / N times the number of samples whose sign is not that of the sample before; |x| <= 1e-10 has the sign
 *            of 0, which is +. What lies beyond the ends of the signal repeats its end sample and so crosses nothing
 * rms        sqrt(sum x^2 / N), full scale; zeros lie beyond the ends of the signal
 */
enum shape_feature {
    SHAPE_CENTROID,
    SHAPE_BANDWIDTH,
    SHAPE_ROLLOFF,
    SHAPE_FLATNESS,
    SHAPE_FLUX,
    SHAPE_ZCR,
    SHAPE_RMS,
    SHAPE_COUNT
};
const char *spectral_shape_name(size_t i);

/* What a feature is made of, so that no more need be computed. */
enum spectral_shape_source { SHAPE_OF_SPECTRUM, SHAPE_OF_BANDS, SHAPE_OF_FRAME };
enum spectral_shape_source spectral_shape_source(enum shape_feature feature);

struct spectral_shape_setting {
    const enum shape_feature *wanted; /* [count], in the order they shall have */
    size_t count;
    size_t length; /* of the Fourier transform */
    double rate;   /* Hz */
    size_t bands;
    size_t frame; /* samples */
};

/* What was not wanted may be NULL. */
struct spectral_shape_input {
    const float *magnitude; /* [length / 2 + 1] */
    const float *power;     /* [bands] */
    const float *samples;   /* [frame]: not windowed, zeros beyond the ends of the signal */
    size_t begin, end;      /* samples[begin] .. samples[end - 1] are of the signal */
};

struct spectral_shape;

struct spectral_shape *spectral_shape_create(const struct spectral_shape_setting *setting);

/* row[count] out: the features wanted, of one row after the other */
void spectral_shape_fill(struct spectral_shape *spectral_shape, float *row, const struct spectral_shape_input *input);

void spectral_shape_destroy(struct spectral_shape *spectral_shape);

#endif
