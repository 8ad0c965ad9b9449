/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mel spectra of one or more channels: from samples to the energies of the bands and of the frame.
 *
 * Push interleaved samples, pull rows; pushing nothing ends the run. The steps, in this order:
 * scale - pre-emphasis of the whole signal - frames - dither - detrend - raw energy - pre-emphasis of the frame -
 * window - windowed energy - FFT - spectrum, times spectrum_scale - its energy - mel bands.
 */
#ifndef SPECPIPE_SIGNAL_MEL_MELSPEC_H
#define SPECPIPE_SIGNAL_MEL_MELSPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/transform/framer.h"
#include "signal/mel/mel.h"
#include "signal/transform/stft.h"

/*
 * The position of a window that is shorter than the FFT.
 *
 * begin   at the start of the FFT; frames are as long as the window          (Kaldi, HTK, scipy)
 * middle  from (fft_size - win_length) / 2 on; frames are fft_size long      (librosa, torch)
 */
enum place { PLACE_BEGIN, PLACE_MIDDLE };
const char *place_name(size_t i);

/*
 * Pre-emphasis: the range of y[n] = x[n] - preemphasis x[n - 1], and its first sample:
 *
 * frame       each frame, y[0] = (1 - preemphasis) x[0]  (HTK, Kaldi)
 * frame-keep  each frame, y[0] = x[0]
 * signal      the whole signal, y[0] = x[0]              (python_speech_features)
 */
enum emphasis { EMPHASIS_FRAME, EMPHASIS_FRAME_KEEP, EMPHASIS_SIGNAL };
const char *emphasis_name(size_t i);

/*
 * The energy of a row:
 *
 * none      0
 * raw       sum x^2 after detrending
 * windowed  sum x^2 after pre-emphasis and window
 * spectrum  the sum of the spectrum's numbers
 */
enum energy { ENERGY_NONE, ENERGY_RAW, ENERGY_WINDOWED, ENERGY_SPECTRUM };
const char *energy_name(size_t i);

/* power |X|^2, magnitude |X| */
enum bin_kind { BIN_POWER, BIN_MAGNITUDE };
const char *bin_kind_name(size_t i);

/*
 * All must be set; fft_size >= win_length >= 1, hop >= 1; lengths in samples. scale and spectrum_scale have no default.
 */
struct melspec_setting {
    double scale; /* factor of the samples: 1, or 32768 for the range of 16-bit integers */
    double preemphasis;
    enum emphasis emphasis;
    size_t win_length, hop;
    enum framing framing;
    enum padding padding;
    enum place place;
    double dither; /* standard deviation of the normal numbers added to scaled samples */
    uint64_t seed; /* of the dither */
    enum detrend detrend;
    enum energy energy;
    const char *window; /* as window_fill reads it */
    bool symmetric;
    enum bin_kind spectrum;
    double spectrum_scale;  /* factor of the spectrum */
    struct mel_setting mel; /* with fft_size and rate */
};

struct melspec;

/* At most `most` samples are pushed at once. Returns NULL, or a sentence about the window or the bands. */
const char *melspec_create(struct melspec **melspec, const struct melspec_setting *setting, size_t channels,
                           size_t most);

/* The length of the frames: win_length, or fft_size with PLACE_MIDDLE. */
size_t melspec_length(const struct melspec_setting *setting);

/* samples[count][channels]; count 0 ends the run. All ready rows must have been pulled before. */
void melspec_push(struct melspec *melspec, const float *samples, size_t count);

/* bands[channels][bands] out. False: push more, or the run has ended. */
bool melspec_next(struct melspec *melspec, float *bands);

/*
 * Instead of push and next, for input that is a spectrum already: converts spectrum[channels][fft_size / 2 + 1] of this
 * kind to the setting's kind, scales it, and sums the bands. The energy is that of ENERGY_SPECTRUM, or 0; there is no
 * frame.
 */
void melspec_from_spectrum(struct melspec *melspec, float *bands, const float *spectrum, enum bin_kind kind);

/* The energy of the last row, on a linear scale. */
double melspec_energy(const struct melspec *melspec, size_t channel);

/* Lends spectrum[fft_size / 2 + 1] of the last row, of the setting's kind, until the next row. */
const float *melspec_spectrum(const struct melspec *melspec, size_t channel);

/*
 * Lends frame[melspec_length()] of the last row until the next push or row: scaled, and pre-emphasised if
 * EMPHASIS_SIGNAL; no other processing.
 */
const float *melspec_frame(const struct melspec *melspec, size_t channel);

const struct mel *melspec_mel(const struct melspec *melspec);

void melspec_destroy(struct melspec *melspec);

#endif
