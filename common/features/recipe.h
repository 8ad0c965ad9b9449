/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The recipe: how features are computed, as set by the options of the command line. Every step is a field, and a preset
 * is a set of values. layout.h converts lengths given as times to samples, as it knows the rate of the input.
 */
#ifndef SPECPIPE_FEATURES_RECIPE_H
#define SPECPIPE_FEATURES_RECIPE_H

#include <math.h>

#include "base/notation.h"
#include "signal/mel/cepstrum.h"
#include "signal/mel/compress.h"
#include "signal/mel/melspec.h"
#include "signal/rows/delta.h"

enum { MOST_BANDS = 4096, MOST_COEFFICIENTS = MOST_BANDS };

/* Options that exist only here, and the names of their values. */
enum rounding { ROUNDING_NEAREST, ROUNDING_DOWN }; /* of a time to samples */
const char *rounding_name(size_t i);               /* nearest, down */
enum window_form { WINDOW_PERIODIC, WINDOW_SYMMETRIC };
const char *window_form_name(size_t i); /* periodic, symmetric */
enum spectrum_norm { SPECTRUM_NORM_NONE, SPECTRUM_NORM_FFT };
const char *spectrum_norm_name(size_t i); /* none, fft */
enum zeroth { ZEROTH_C0, ZEROTH_ENERGY, ZEROTH_BOTH, ZEROTH_NONE };
const char *zeroth_name(size_t i); /* c0, energy, both, none */
enum zeroth_place { ZEROTH_FIRST, ZEROTH_LAST };
const char *zeroth_place_name(size_t i); /* first, last */
enum row_kind { ROW_MFCC, ROW_MEL, ROW_LOGMEL, ROW_FEATURES };
const char *row_kind_name(size_t i); /* mfcc, mel, logmel, features */
enum cmvn_kind { CMVN_NONE, CMVN_MEAN, CMVN_VARIANCE };
const char *cmvn_name(size_t i); /* none, mean, variance */
enum answer { ANSWER_NO, ANSWER_YES };
const char *answer_name(size_t i); /* no, yes */

/* enum energy without ENERGY_NONE: --zeroth says whether there is an energy at all. */
enum frame_energy { FRAME_ENERGY_RAW, FRAME_ENERGY_WINDOWED, FRAME_ENERGY_SPECTRUM };
const char *frame_energy_name(size_t i); /* raw, windowed, spectrum */

/* The columns of --features: those of signal/mel/spectral_shape.h, then chroma. */
const char *feature_name(size_t i);

struct recipe {
    /* How frames are cut from samples and prepared. Does not apply to input that is spectra already. */
    struct frame_recipe {
        long fft_size;            /* samples; 0: the next power of two that holds the window */
        struct extent win_length; /* EXTENT_NONE: fft_size */
        struct extent hop;
        enum rounding rounding;
        const char *window; /* NAME[:PARAM] */
        enum window_form window_form;
        enum framing framing;
        enum padding padding;
        enum place place;
        double dither; /* standard deviation, in units of full_scale */
        enum detrend detrend;
        double preemph; /* coefficient, 0: none */
        enum emphasis preemph_over;
    } frames;
    double full_scale; /* samples of 1 are scaled to it */
    long seed;         /* of the dither */
    enum frame_energy energy;
    double energy_floor;
    /* bands */
    enum bin_kind spectrum;
    enum spectrum_norm spectrum_norm;
    long bands;
    struct band frequencies; /* Hz; NAN: 0, half the rate */
    enum mel_scale mel;
    enum triangles triangles;
    enum band_norm band_norm;
    /* logarithms */
    enum compression log;
    double log_floor, log_offset;
    double top_db; /* dB; 0: none */
    double log_shift, log_gain;
    double pcen_gain, pcen_bias, pcen_power, pcen_eps;
    struct extent pcen_time;
    /* cepstra */
    long coefficients; /* with c0 */
    enum dct dct;
    enum dct_norm dct_norm;
    double lifter; /* 0: none */
    enum lifter lifter_form;
    enum zeroth zeroth;
    enum zeroth_place zeroth_place;
    /* rows */
    enum row_kind kind;
    const char *features; /* names with commas between them; NULL: none */
    enum cmvn_kind cmvn;
    long cmvn_window; /* rows; 0: the whole file */
    long cmvn_least;  /* rows */
    enum answer cmvn_center;
    long deltas, delta_window; /* highest order; rows on either side */
    enum delta_form delta_form;
    long stack, stack_step; /* rows */
};

/* Kaldi's, which is the default preset. */
#define RECIPE_DEFAULT \
    { \
        .frames = {.win_length = {0.025, EXTENT_SECONDS}, \
                   .hop = {0.01, EXTENT_SECONDS}, \
                   .rounding = ROUNDING_DOWN, \
                   .window = "povey", \
                   .window_form = WINDOW_SYMMETRIC, \
                   .framing = FRAMING_SNIP, \
                   .padding = PADDING_ZEROS, \
                   .place = PLACE_BEGIN, \
                   .detrend = DETREND_MEAN, \
                   .preemph = 0.97, \
                   .preemph_over = EMPHASIS_FRAME}, \
        .full_scale = 32768, .energy = FRAME_ENERGY_RAW, .spectrum = BIN_POWER, .spectrum_norm = SPECTRUM_NORM_NONE, \
        .bands = 23, .frequencies = {20, NAN}, .mel = MEL_HTK, .triangles = TRIANGLES_MEL, \
        .band_norm = BAND_NORM_NONE, .log = COMPRESSION_LN, .log_floor = 0x1p-23, .log_gain = 1, .pcen_gain = 0.98, \
        .pcen_bias = 2, .pcen_power = 0.5, .pcen_eps = 1e-6, .pcen_time = {0.4, EXTENT_SECONDS}, .coefficients = 13, \
        .dct = DCT_2, .dct_norm = DCT_NORM_ORTHO, .lifter = 22, .lifter_form = LIFTER_HTK, .zeroth = ZEROTH_ENERGY, \
        .zeroth_place = ZEROTH_FIRST, .kind = ROW_MFCC, .cmvn = CMVN_NONE, .cmvn_least = 100, \
        .cmvn_center = ANSWER_NO, .delta_window = 2, .delta_form = DELTA_KALDI, .stack = 1, .stack_step = 1 \
    }

#endif
