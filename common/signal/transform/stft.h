/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The short-time Fourier transform of one or more channels.
 *
 * Push interleaved samples, pull spectra; pushing nothing ends the run. A full-scale sine reads 1 (0 dB) in its bin.
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
 * The quantity in a row. X is the discrete Fourier transform of the windowed frame, a the scale of enum scaling:
 *
 * complex    a X: real part, imaginary part
 * magnitude  a |X|
 * power      (a |X|)^2
 * density    power with SCALING_DENSITY
 * level      10 log10 power, limited to -200 dB from below
 * phase      the angle of X, radians
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
 * The scale a, for the window h and the sample rate r; c is 2 between DC and Nyquist, and 1 at DC and Nyquist:
 *
 * spectrum  a = c / sum(h)                        a sine of amplitude A reads A
 * density   a = sqrt(c / (r sum(h^2)))            power per hertz
 * none      a = 1                                 unscaled
 */
enum scaling { SCALING_SPECTRUM, SCALING_DENSITY, SCALING_NONE };
const char *scaling_name(size_t i);

/*
 * The sample at which phases are 0: the first of the frame (scipy.signal.stft), the first of an FFT with the frame in
 * its middle (librosa), the window's centre (ShortTimeFFT), sample 0 of the signal (LTFAT).
 */
enum phase_origin { PHASE_FRAME, PHASE_FFT, PHASE_CENTER, PHASE_SIGNAL };
const char *phase_origin_name(size_t i);

enum { MOST_FFT_SIZE = 1 << 20 };

/* All must be set; fft_size >= win_length >= 1, hop >= 1; lengths in samples. */
struct stft_setting {
    size_t fft_size, win_length, hop;
    const char *window; /* as window_fill reads it */
    bool symmetric;
    enum framing framing;
    enum padding padding;
    enum detrend detrend;
    enum spectrum spectrum;
    enum scaling scaling;
    enum phase_origin phase;
    double rate; /* sample rate, Hz; used by SCALING_DENSITY only */
};

struct stft;

/* At most `most` samples are pushed at once. Returns NULL, or a sentence about the window. */
const char *stft_create(struct stft **stft, const struct stft_setting *setting, size_t channels, size_t most);

/* The numbers per row and channel: fft_size / 2 + 1, twice that for complex rows. */
size_t stft_width(const struct stft_setting *setting);

/*
 * samples[count][channels]; count 0 ends the run. All ready rows must have been pulled before. The samples of a single
 * channel are read where they are until stft_next returns false, not copied.
 */
void stft_push(struct stft *stft, const float *samples, size_t count);

/* row[channels][width] out. False: push more, or the run has ended. */
bool stft_next(struct stft *stft, float *row);

/*
 * between, at_ends     out: the amplitude scale a between DC and Nyquist, and at DC and Nyquist
 * weights[win_length]  the window
 */
void stft_scale(double *between, double *at_ends, const struct stft_setting *setting, const double *weights);

/* The position in the FFT's buffer of the first sample of frame `row`, which sets the origin of the phases. */
size_t stft_offset(const struct stft_setting *setting, int64_t row);

void stft_destroy(struct stft *stft);

#endif
