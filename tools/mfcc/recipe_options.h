/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that set a recipe, in the sections that --help shows.
 */
#ifndef SPECPIPE_TOOLS_MFCC_RECIPE_OPTIONS_H
#define SPECPIPE_TOOLS_MFCC_RECIPE_OPTIONS_H

#include "cli/option.h"
#include "features/recipe.h"
#include "signal/transform/window.h"

/* clang-format off: one option a line */
#define OPTIONS_RECIPE_FRAMES(it) \
    OPTION_COUNT('n', "fft-size", "SAMPLES", &(it)->frames.fft_size, 1, MOST_FFT_SIZE, \
                 "length of the FFT; when not given, the smallest power of two that holds the window"), \
        OPTION_EXTENT('l', "win-length", "LENGTH", &(it)->frames.win_length, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "length of the window, in samples or as a time (25ms)"), \
        OPTION_EXTENT('p', "hop", "LENGTH", &(it)->frames.hop, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "distance between frame starts, in samples, as a time (10ms) or as an overlap (75%)"), \
        OPTION_CHOICE(0, "rounding", "NAME", &(it)->frames.rounding, rounding_name, "round times to whole samples"), \
        OPTION_SPEC('w', "window", "NAME[:PARAM]", &(it)->frames.window, window_name, window_check, \
                    "analysis window"), \
        OPTION_CHOICE(0, "window-form", "NAME", &(it)->frames.window_form, window_form_name, \
                      "symmetry of the window"), \
        OPTION_CHOICE(0, "framing", "NAME", &(it)->frames.framing, framing_name, \
                      "placement of the frames, which also sets their number"), \
        OPTION_CHOICE(0, "padding", "NAME", &(it)->frames.padding, padding_name, \
                      "extension of the signal beyond its ends"), \
        OPTION_CHOICE(0, "place", "NAME", &(it)->frames.place, place_name, \
                      "position of a window that is shorter than the FFT")
#define OPTIONS_RECIPE_SAMPLES(it) \
    OPTION_NUMBER(0, "full-scale", "NUMBER", &(it)->full_scale, 1e-12, 1e12, \
                  "value of a full-scale sample: 1, or 32768 as in 16-bit integers"), \
        OPTION_NUMBER(0, "dither", "NUMBER", &(it)->frames.dither, 0, 1e9, \
                      "add noise of this standard deviation to the scaled samples of each frame"), \
        OPTION_COUNT(0, "seed", "NUMBER", &(it)->seed, 0, 1L << 53, \
                     "seed of the dither; the same seed gives the same noise"), \
        OPTION_CHOICE(0, "detrend", "NAME", &(it)->frames.detrend, detrend_name, "trend to subtract from each frame"), \
        OPTION_NUMBER(0, "preemph", "NUMBER", &(it)->frames.preemph, 0, 1, \
                      "coefficient of the pre-emphasis; 0 for none"), \
        OPTION_CHOICE(0, "preemph-over", "NAME", &(it)->frames.preemph_over, emphasis_name, \
                      "apply the pre-emphasis to each frame or to the whole signal"), \
        OPTION_CHOICE(0, "energy", "NAME", &(it)->energy, frame_energy_name, "energy of a frame, for --zeroth"), \
        OPTION_NUMBER(0, "energy-floor", "NUMBER", &(it)->energy_floor, 0, INFINITY, \
                      "lower limit of the energy of a frame")
#define OPTIONS_RECIPE_BANDS(it) \
    OPTION_CHOICE(0, "spectrum", "NAME", &(it)->spectrum, bin_kind_name, "spectrum to sum in the bands"), \
        OPTION_CHOICE(0, "spectrum-norm", "NAME", &(it)->spectrum_norm, spectrum_norm_name, \
                      "normalise the spectrum; fft divides it by the length of the FFT"), \
        OPTION_COUNT('M', "bands", "COUNT", &(it)->bands, 1, MOST_BANDS, "number of mel bands"), \
        OPTION_BAND( \
            'F', "freq", &(it)->frequencies, \
            "lower edge of the first band and upper edge of the last, in Hz; 0 and half the rate when omitted"), \
        OPTION_CHOICE(0, "mel", "NAME", &(it)->mel, mel_scale_name, "formula of the mel scale"), \
        OPTION_CHOICE(0, "triangles", "NAME", &(it)->triangles, triangles_name, \
                      "scale on which the slopes of the bands are straight"), \
        OPTION_CHOICE(0, "band-norm", "NAME", &(it)->band_norm, band_norm_name, \
                      "normalise the bands to height 1 (none) or to area 1")
#define OPTIONS_RECIPE_LOGS(it) \
    OPTION_CHOICE(0, "log", "NAME", &(it)->log, compression_name, \
                  "compress the bands; pcen is per-channel energy normalisation"), \
        OPTION_NUMBER(0, "log-floor", "NUMBER", &(it)->log_floor, 0, INFINITY, "lower limit of the energy of a band"), \
        OPTION_NUMBER(0, "log-offset", "NUMBER", &(it)->log_offset, 0, INFINITY, \
                      "number added to the energy of a band"), \
        OPTION_NUMBER(0, "top-db", "DB", &(it)->top_db, 0, INFINITY, \
                      "raise values further than this below the greatest of the file to that limit; 0 for none"), \
        OPTION_NUMBER(0, "log-shift", "NUMBER", &(it)->log_shift, -INFINITY, INFINITY, \
                      "number added to the logarithm"), \
        OPTION_NUMBER(0, "log-gain", "NUMBER", &(it)->log_gain, 1e-9, 1e9, "factor applied to the shifted logarithm"), \
        OPTION_NUMBER(0, "pcen-gain", "NUMBER", &(it)->pcen_gain, 0, 100, "exponent of the smoothed energy"), \
        OPTION_NUMBER(0, "pcen-bias", "NUMBER", &(it)->pcen_bias, 0, INFINITY, "number added before the root"), \
        OPTION_NUMBER(0, "pcen-power", "NUMBER", &(it)->pcen_power, 0, 100, \
                      "exponent of the root; 0 for a logarithm"), \
        OPTION_EXTENT(0, "pcen-time", "TIME", &(it)->pcen_time, EXTENT_SECONDS, ZERO_REFUSED, \
                      "time constant of the smoothing"), \
        OPTION_NUMBER(0, "pcen-eps", "NUMBER", &(it)->pcen_eps, 1e-300, INFINITY, \
                      "number added to the smoothed energy")
#define OPTIONS_RECIPE_CEPSTRA(it) \
    OPTION_COUNT('C', "coefficients", "COUNT", &(it)->coefficients, 1, MOST_COEFFICIENTS, \
                 "number of cepstra, including c0"), \
        OPTION_CHOICE(0, "dct", "TYPE", &(it)->dct, dct_name, "type of the cosine transform"), \
        OPTION_CHOICE(0, "dct-norm", "NAME", &(it)->dct_norm, dct_norm_name, "scale of the cosine transform"), \
        OPTION_NUMBER(0, "lifter", "NUMBER", &(it)->lifter, 0, 1e6, "length of the lifter; 0 for none"), \
        OPTION_CHOICE(0, "lifter-form", "NAME", &(it)->lifter_form, lifter_name, \
                      "formula of the lifter; that of librosa affects c0 too"), \
        OPTION_CHOICE(0, "zeroth", "NAME", &(it)->zeroth, zeroth_name, \
                      "write c0, the log energy of the frame, both, or neither"), \
        OPTION_CHOICE(0, "zeroth-place", "NAME", &(it)->zeroth_place, zeroth_place_name, \
                      "position of c0 and the energy")
#define OPTIONS_RECIPE_ROWS(it) \
    OPTION_CHOICE('k', "kind", "NAME", &(it)->kind, row_kind_name, \
                  "write cepstra, bands, their logarithms, or --features only"), \
        OPTION_HINT(0, "features", "LIST", &(it)->features, feature_name, \
                    "append these columns; separate names by commas"), \
        OPTION_CHOICE(0, "cmvn", "NAME", &(it)->cmvn, cmvn_name, \
                      "normalise every column by its mean, or by mean and variance"), \
        OPTION_COUNT(0, "cmvn-window", "ROWS", &(it)->cmvn_window, 1, 1 << 20, \
                     "normalise over a window of this many rows; when not given, over the file"), \
        OPTION_COUNT(0, "cmvn-least", "ROWS", &(it)->cmvn_least, 1, 1 << 20, \
                     "smallest window at the beginning of the file"), \
        OPTION_CHOICE(0, "cmvn-center", "NAME", &(it)->cmvn_center, answer_name, "centre the window on its row"), \
        OPTION_COUNT(0, "deltas", "ORDER", &(it)->deltas, 0, DELTA_MOST_ORDER, \
                     "append time derivatives up to this order"), \
        OPTION_COUNT(0, "delta-window", "ROWS", &(it)->delta_window, 1, DELTA_MOST_WINDOW, \
                     "rows on either side used for a derivative"), \
        OPTION_CHOICE(0, "delta-form", "NAME", &(it)->delta_form, delta_form_name, "formula of the derivatives"), \
        OPTION_COUNT(0, "stack", "COUNT", &(it)->stack, 1, 1000, "join this many neighbouring rows into one"), \
        OPTION_COUNT(0, "stack-step", "ROWS", &(it)->stack_step, 1, 1000, "write one row out of this many")
/* clang-format on */

#endif
