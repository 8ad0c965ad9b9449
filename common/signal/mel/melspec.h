/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mel spectra of one or more channels: from samples to the energies of the bands, and of the frame.
 *
 * Push interleaved samples, take rows; pushing nothing ends the run. The steps, in this order:
 * scale - pre-emphasis of the whole signal - frames - dither - detrend - raw energy - pre-emphasis of the frame - window
 * - windowed energy - FFT - spectrum, times spectrum_scale - its energy - mel bands.
 */
#ifndef SPECPIPE_SIGNAL_MEL_MELSPEC_H
#define SPECPIPE_SIGNAL_MEL_MELSPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/transform/framer.h"
#include "signal/mel/mel.h"
#include "signal/transform/stft.h"

/*
 * Where the window lies, where it is shorter than the FFT.
 *
 * begin   at its beginning: frames are as long as the window           (Kaldi, HTK, scipy)
 * middle  from (fft_size - win_length) / 2 on: frames are fft_size long (librosa, torch)
 */
enum place { PLACE_BEGIN, PLACE_MIDDLE };
const char *place_name(size_t i);

/*
 * What y[n] = x[n] - preemphasis x[n - 1] runs over, and what it takes for the first sample:
 *
 * frame       each frame, y[0] = (1 - preemphasis) x[0]  (HTK, Kaldi)
 * frame-keep  each frame, y[0] = x[0]
 * signal      the signal before it is cut, y[0] = x[0]   (python_speech_features)
 */
enum emphasis { EMPHASIS_FRAME, EMPHASIS_FRAME_KEEP, EMPHASIS_SIGNAL };
const char *emphasis_name(size_t i);

/*
 * What a row's energy is: nothing (0) - raw: sum x^2 after detrending - windowed: the same after pre-emphasis and window
 * - spectrum: the sum of the spectrum's numbers
 */
enum energy { ENERGY_NONE, ENERGY_RAW, ENERGY_WINDOWED, ENERGY_SPECTRUM };
const char *energy_name(size_t i);

/* power |X|^2, magnitude |X| */
enum bin_kind { BIN_POWER, BIN_MAGNITUDE };
const char *bin_kind_name(size_t i);

/* All of these are given; fft_size >= win_length >= 1, hop >= 1. Zero of scale and spectrum_scale mean nothing but 0. */
struct melspec_setting {
    double scale; /* samples are multiplied by it: 1, or 32768 where 16-bit integers are meant */
    double preemphasis;
    enum emphasis emphasis;
    size_t win_length, hop;
    enum framing framing;
    enum padding padding;
    enum place place;
    double dither; /* standard deviation of the normal numbers added to scaled samples */
    uint64_t seed; /* they depend on it, the channel, the row and the position alone */
    enum detrend detrend;
    enum energy energy;
    const char *window; /* as window_fill takes it */
    bool symmetric;
    enum bin_kind spectrum;
    double spectrum_scale;
    struct mel_setting mel; /* with fft_size and rate */
};

struct melspec;

/* `most` is the most samples of one push. NULL, or what is wrong with the window or the bands. */
const char *melspec_create(struct melspec **melspec, const struct melspec_setting *setting, size_t channels,
                           size_t most);

/* How long the frames are that are cut: win_length, or fft_size where the window lies in the middle. */
size_t melspec_length(const struct melspec_setting *setting);

/* samples[count][channels]; count 0 ends the run. All ready rows must have been taken before. */
void melspec_push(struct melspec *melspec, const float *samples, size_t count);

/* bands[channels][bands] out; false: push more, or the run is over. */
bool melspec_next(struct melspec *melspec, float *bands);

/*
 * Instead of push and next, for input that is a spectrum already: spectrum[channels][fft_size / 2 + 1] of that kind
 * becomes the setting's kind, is scaled and summed. Its energy is ENERGY_SPECTRUM's or 0; there is no frame.
 */
void melspec_take(struct melspec *melspec, float *bands, const float *spectrum, enum bin_kind kind);

/* Of the row that was taken last: the energy, linear. */
double melspec_energy(const struct melspec *melspec, size_t channel);

/* Of the row that was taken last: spectrum[fft_size / 2 + 1], of the setting's kind. Lent until the next row. */
const float *melspec_spectrum(const struct melspec *melspec, size_t channel);

/*
 * Of the row that was taken last: frame[melspec_length()] as the framer cut it, scaled, and pre-emphasised where that
 * runs over the signal. Lent until the next push or row.
 */
const float *melspec_frame(const struct melspec *melspec, size_t channel);

const struct mel *melspec_mel(const struct melspec *melspec);

void melspec_destroy(struct melspec *melspec);

#endif
