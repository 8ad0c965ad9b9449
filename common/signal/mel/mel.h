/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mel filter bank: weighted sums of a spectrum's bins, with triangular weights at equal distances on a mel scale.
 *
 * There are bands + 2 edges in equal steps from `low` to `high`. Band b rises from edge b to its centre, edge b + 1,
 * and falls to edge b + 2. Weights are computed in double precision and stored in single.
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
 * htk   as mel, from bin max(1, floor(low N / rate + 1.5)) to bin floor(high N / rate + 0.5) - 1, and below N / 2:
 *       omits bins that the lowest or the highest edge covers in part                (HTK, openSMILE, SPTK)
 * bins  edges on bins floor((N + 1) f / rate), linear in bins                        (python_speech_features)
 * aubio as hz, but each slope has at least one bin: the first bin above the lower edge is on the rising slope even
 *       if it is beyond the centre, with a weight above the peak. Differs if slopes are narrower than bins (aubio 0.4)
 */
enum triangles { TRIANGLES_MEL, TRIANGLES_HZ, TRIANGLES_HTK, TRIANGLES_BINS, TRIANGLES_AUBIO };
const char *triangles_name(size_t i);

/* none: peaks of 1; area: peaks of 2 / (upper - lower edge in Hz), so that each triangle has area 1 over hertz */
enum band_norm { BAND_NORM_NONE, BAND_NORM_AREA };
const char *band_norm_name(size_t i);

struct mel_setting {
    enum mel_scale scale;
    enum triangles triangles;
    enum band_norm norm;
    size_t bands, fft_size;
    double low, high; /* Hz */
    double rate;      /* sample rate, Hz */
};

struct mel;

/* Returns NULL or a sentence: edges out of order or above half the rate, or more bands than bins. */
const char *mel_create(struct mel **mel, const struct mel_setting *setting);

/*
 * bands[bands]                out: sum over bins of weight x spectrum
 * spectrum[fft_size / 2 + 1]  may not be `bands`; a bin that is not finite may also affect bands up to 7 bins away
 */
void mel_bands(const struct mel *mel, float *bands, const float *spectrum);

/* The centre of a band in Hz, by the scale; TRIANGLES_BINS rounds it down to a bin. */
double mel_center(const struct mel *mel, size_t band);

/* The weight of a bin in a band, before rounding to single precision. */
double mel_weight(const struct mel *mel, size_t band, size_t bin);

/* The number of bands without any weight, such as narrow bands between two bins; list[bands] out: which (or NULL) */
size_t mel_empty(const struct mel *mel, size_t *list);

/* The axis of the bands in a stream's header: the centre of band b is first + b * step `unit`. NULL: no such unit. */
struct mel_axis {
    const char *unit;
    double first, step;
};
struct mel_axis mel_axis(const struct mel_setting *setting);

void mel_destroy(struct mel *mel);

#endif
