/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How features are made, as the command line asks for it: every step is an option, and a preset is a set of these.
 */
#ifndef SPECPIPE_FEATURES_RECIPE_H
#define SPECPIPE_FEATURES_RECIPE_H

#include <math.h>

#include "base/notation.h"
#include "signal/mel/cepstrum.h"
#include "signal/mel/chroma.h"
#include "signal/mel/compress.h"
#include "signal/rows/delta.h"
#include "signal/mel/melspec.h"
#include "signal/transform/window.h"

enum { MOST_BANDS = 4096, MOST_COEFFICIENTS = MOST_BANDS };

struct recipe {
    /* frames; lengths may be in time, and are samples only when the rate is known */
    long fft_size;            /* 0: the power of two from the window's length on */
    struct extent win_length; /* not given: as the FFT */
    struct extent hop;
    const char *rounding, *window, *window_form, *framing, *padding, *place;
    /* samples */
    double full_scale, dither, preemph, energy_floor;
    long seed;
    const char *detrend, *preemph_over, *energy;
    /* bands */
    const char *spectrum, *spectrum_norm, *mel, *triangles, *band_norm;
    long bands;
    struct band frequencies;
    /* logarithms */
    const char *log;
    double log_floor, log_offset, top_db, log_shift, log_gain;
    double pcen_gain, pcen_bias, pcen_power, pcen_eps;
    struct extent pcen_time;
    /* cepstra */
    const char *dct, *dct_norm, *lifter_form, *zeroth, *zeroth_place;
    long coefficients;
    double lifter;
    /* rows */
    const char *kind, *features, *cmvn, *cmvn_center, *delta_form;
    long cmvn_window, cmvn_least, deltas, delta_window, stack, stack_step;
};

/* Kaldi's: the preset that holds when none is named. */
#define RECIPE_DEFAULT \
    { \
        .win_length = {0.025, EXTENT_SECONDS}, .hop = {0.01, EXTENT_SECONDS}, .rounding = "down", .window = "povey", \
        .window_form = "symmetric", .framing = "snip", .padding = "zeros", .place = "begin", .full_scale = 32768, \
        .preemph = 0.97, .detrend = "mean", .preemph_over = "frame", .energy = "raw", .spectrum = "power", \
        .spectrum_norm = "none", .mel = "htk", .triangles = "mel", .band_norm = "none", .bands = 23, \
        .frequencies = {20, NAN}, .log = "ln", .log_floor = 0x1p-23, .log_gain = 1, .pcen_gain = 0.98, .pcen_bias = 2, \
        .pcen_power = 0.5, .pcen_eps = 1e-6, .pcen_time = {0.4, EXTENT_SECONDS}, .dct = "2", .dct_norm = "ortho", \
        .lifter_form = "htk", .zeroth = "energy", .zeroth_place = "first", .coefficients = 13, .lifter = 22, \
        .kind = "mfcc", .cmvn = "none", .cmvn_center = "no", .delta_form = "kaldi", .cmvn_least = 100, \
        .delta_window = 2, .stack = 1, .stack_step = 1 \
    }

/* Names of choices that no module of signal/ has. */
const char *rounding_name(size_t i);      /* nearest, down */
const char *window_form_name(size_t i);   /* periodic, symmetric */
const char *spectrum_norm_name(size_t i); /* none, fft */
const char *zeroth_name(size_t i);        /* c0, energy, both, none */
const char *zeroth_place_name(size_t i);  /* first, last */
const char *recipe_kind_name(size_t i);   /* mfcc, mel, logmel, features */
const char *cmvn_name(size_t i);          /* none, mean, variance */
const char *yes_name(size_t i);           /* no, yes */
const char *feature_name(size_t i);       /* those of signal/shape, and chroma */

const char *recipe_energy_name(size_t i); /* raw, windowed, spectrum */

#endif
