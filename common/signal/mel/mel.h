/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mel filter bank: a spectrum's bins, added up under triangles that are equally far apart on a mel scale.
 *
 * bands + 2 edges lie at equal steps from `low` to `high`; band b rises from edge b to edge b + 1, its centre, and falls
 * to edge b + 2. Weights are found in double and kept in single precision.
 *
 * [htkbook] S. Young et al., The HTK Book, 2006, section 5.4
 * [slaney98] M. Slaney, Auditory Toolbox, version 2, 1998
 */
#ifndef SPECPIPE_SIGNAL_MEL_MEL_H
#define SPECPIPE_SIGNAL_MEL_MEL_H

#include <stddef.h>

/*
 * htk       2595 log10(1 + f / 700), a multiple of 1127 ln(1 + f / 700)              [htkbook, eq. 5.13]
 * slaney    f in steps of 200 / 3 Hz to 1 kHz, then 27 steps for each factor of 6.4  (librosa)
 * auditory  steps of 200 / 3 Hz to 2800 / 3 Hz, then factors of 1.0711703            [slaney98] (aubio)
 */
enum mel_scale { MEL_HTK, MEL_SLANEY, MEL_AUDITORY };
const char *mel_scale_name(size_t i);

/*
 * mel   linear in mel between the edges                                              (Kaldi, VGGish)
 * hz    linear in hertz                                                              (librosa, torchaudio)
 * htk   as mel, from bin max(1, floor(low N / rate + 1.5)) to bin floor(high N / rate + 0.5) - 1, and below N / 2: a bin
 *       that the low edge, or the high one, covers in part is left out               (HTK, openSMILE, SPTK)
 * bins  edges on bins floor((N + 1) f / rate), linear in bins                        (python_speech_features)
 * aubio as hz, but each slope has a bin at least: the first bin above the lower edge rises, also where it lies beyond
 *       the centre and so weighs more than the peak. Differs where slopes are narrower than bins (aubio 0.4)
 */
enum triangles { TRIANGLES_MEL, TRIANGLES_HZ, TRIANGLES_HTK, TRIANGLES_BINS, TRIANGLES_AUBIO };
const char *triangles_name(size_t i);

/* Peaks of 1, or of 2 / (upper - lower edge in Hz), which makes each triangle over hertz an area of 1. */
enum band_norm { BAND_NORM_NONE, BAND_NORM_AREA };
const char *band_norm_name(size_t i);

struct mel_setting {
    enum mel_scale scale;
    enum triangles triangles;
    enum band_norm norm;
    size_t bands, fft_size;
    double low, high; /* Hz */
    double rate;      /* of the samples, Hz */
};

struct mel;

/* NULL, or why there is no such bank: edges out of order or above half the rate, more bands than bins. */
const char *mel_create(struct mel **mel, const struct mel_setting *setting);

/*
 * bands[bands]                out: sum over bins of weight x spectrum
 * spectrum[fft_size / 2 + 1]  may not be `bands`; a bin that is not finite may spoil bands up to 7 bins away too
 */
void mel_bands(const struct mel *mel, float *bands, const float *spectrum);

/* The middle edge of a band in Hz, as the scale has it (triangles `bins` move it to the bin below). */
double mel_center(const struct mel *mel, size_t band);

/* The weight of a bin in a band before its rounding to single precision. */
double mel_weight(const struct mel *mel, size_t band, size_t bin);

/* How many bands have no bin with weight, and which: list[bands] out, or NULL. Narrow bands fall between two bins. */
size_t mel_empty(const struct mel *mel, size_t *list);

/* The bands' centres as a stream's axis line says them: centre b lies at first + b step of `unit`; unit NULL: no such. */
struct mel_axis {
    const char *unit;
    double first, step;
};
struct mel_axis mel_axis(const struct mel_setting *setting);

void mel_destroy(struct mel *mel);

#endif
