/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spectral and time-domain descriptors of a frame, by the definitions of librosa 0.10 and 0.11, checked against 0.11.0.
 *
 * Full scale is 1. Silence gives the numbers that librosa gives, never NaN. Flux depends on the row before, so each
 * channel needs a struct spectral_shape of its own.
 */
#ifndef SPECPIPE_SIGNAL_MEL_SPECTRAL_SHAPE_H
#define SPECPIPE_SIGNAL_MEL_SPECTRAL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * From magnitudes S[k] at f[k] = k rate / length Hz, with p[k] = S[k] / sum S:
 *
 * centroid   sum p f, Hz; 0 in silence
 * bandwidth  sqrt(sum p (f - centroid)^2), Hz; 0 in silence
 * rolloff    the lowest f[k] with S[0] + ... + S[k] >= 0.85 sum S, Hz; 0 in silence
 * flatness   geometric over arithmetic mean of max(S^2, 1e-10), 0 .. 1; 1 in silence
 *
 * From powers P[b] of bands, and those of the row before:
 *
 * flux       mean over b of max(0, L[b] - L_before[b]), L = 10 log10 max(P, 1e-10), dB; 0 in the first row. This is
 *            librosa.onset.onset_strength, lag 1, of mel bands (Boeck & Widmer 2013), without two steps for its onset
 *            detector: levels are not limited to 80 dB below the largest of the file (top_db), and row m is not moved
 *            to m + N / (2 H)
 *
 * From the samples x[0] .. x[N - 1] of the frame, without a window:
 *
 * zcr        1 / N times the number of samples whose sign differs from that of the sample before; |x| <= 1e-10 has the
 *            sign of 0, which is +. Beyond its ends the signal repeats its last sample, which adds no crossings
 * rms        sqrt(sum x^2 / N), full scale; beyond its ends the signal is zero
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

/* The input that a feature needs. */
enum spectral_shape_source { SHAPE_OF_SPECTRUM, SHAPE_OF_BANDS, SHAPE_OF_FRAME };
enum spectral_shape_source spectral_shape_source(enum shape_feature feature);

struct spectral_shape_setting {
    const enum shape_feature *wanted; /* [count], in the order of the row */
    size_t count;
    size_t length; /* of the Fourier transform */
    double rate;   /* sample rate, Hz */
    size_t bands;
    size_t frame; /* samples */
};

/* Inputs that no wanted feature needs may be NULL. */
struct spectral_shape_input {
    const float *magnitude; /* [length / 2 + 1] */
    const float *power;     /* [bands] */
    const float *samples;   /* [frame]: without a window, zeros beyond the ends of the signal */
    size_t begin, end;      /* samples[begin] .. samples[end - 1] are within the signal */
};

struct spectral_shape;

struct spectral_shape *spectral_shape_create(const struct spectral_shape_setting *setting);

/* row[count] out: the wanted features; rows must be passed in order, for flux */
void spectral_shape_fill(struct spectral_shape *spectral_shape, float *row, const struct spectral_shape_input *input);

void spectral_shape_destroy(struct spectral_shape *spectral_shape);

#endif
