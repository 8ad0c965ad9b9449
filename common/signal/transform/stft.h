/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The short-time Fourier transform of one or more channels.
 *
 * Push interleaved samples, take spectra; pushing nothing ends the run. A full-scale sine reads 1 (0 dB) in its bin.
 * Sources: Harris 1978 (windows and their gain); Heinzel, Ruediger & Schilling 2002 (spectrum and density scaling).
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_STFT_H
#define SPECPIPE_SIGNAL_TRANSFORM_STFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/transform/detrend.h"
#include "signal/transform/framer.h"

/*
 * What a spectrum's numbers are. a is the scale below, X the windowed frame's discrete Fourier transform:
 * complex a X (re, im) - magnitude a |X| - power (a |X|)^2 - density: power with SCALING_DENSITY -
 * level 10 log10 power, at least -200 dB - phase: the angle of X in radians
 */
enum spectrum {
    SPECTRUM_COMPLEX,
    SPECTRUM_MAGNITUDE,
    SPECTRUM_POWER,
    SPECTRUM_DENSITY,
    SPECTRUM_LEVEL,
    SPECTRUM_PHASE
};
const char *spectrum_name(size_t i);

/*
 * With window h and sample rate r; c is 2 between DC and Nyquist and 1 at these two:
 *
 * spectrum  a = c / sum(h)                        a sine of amplitude A reads A
 * density   a = sqrt(c / (r sum(h^2)))            power per hertz
 * none      a = 1                                 bare sums
 */
enum scaling { SCALING_SPECTRUM, SCALING_DENSITY, SCALING_NONE };
const char *scaling_name(size_t i);

/*
 * Where phases are counted from: the frame's first sample (scipy.signal.stft), the start of an FFT in whose middle
 * the frame lies (librosa), the window's centre (ShortTimeFFT), sample 0 of the signal (LTFAT).
 */
enum phase_origin { PHASE_FRAME, PHASE_FFT, PHASE_CENTER, PHASE_SIGNAL };
const char *phase_origin_name(size_t i);

enum { MOST_FFT_SIZE = 1 << 20 };

/* All of these are given; fft_size >= win_length >= 1, hop >= 1. */
struct stft_setting {
    size_t fft_size, win_length, hop;
    const char *window; /* as window_fill takes it */
    bool symmetric;
    enum framing framing;
    enum padding padding;
    enum detrend detrend;
    enum spectrum spectrum;
    enum scaling scaling;
    enum phase_origin phase;
    double rate; /* of the samples, Hz; for densities */
};

struct stft;

/* `most` is the most samples of one push. NULL, or what is wrong with the window. */
const char *stft_create(struct stft **stft, const struct stft_setting *setting, size_t channels, size_t most);

/* Numbers per row and channel: fft_size / 2 + 1, twice that for complex rows. */
size_t stft_width(const struct stft_setting *setting);

/* samples[count][channels]; count 0 ends the run. All ready rows must have been taken before. */
void stft_push(struct stft *stft, const float *samples, size_t count);

/* row[channels][width] out; false: push more, or the run is over. */
bool stft_next(struct stft *stft, float *row);

/* The amplitude scale a of bins between DC and Nyquist, and of these two. */
void stft_scale(double *inner, double *outer, const struct stft_setting *setting, const double *weights);

/* Where in the FFT's buffer the first sample of frame `row` lies, so that phases have their origin. */
size_t stft_offset(const struct stft_setting *setting, int64_t row);

void stft_destroy(struct stft *stft);

#endif
