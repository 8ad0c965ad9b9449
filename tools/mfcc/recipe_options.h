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
                 "points of the FFT; when not given, the power of two from the window's length on"), \
        OPTION_EXTENT('l', "win-length", "LENGTH", &(it)->frames.win_length, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "length of the window, in samples or as a time (25ms)"), \
        OPTION_EXTENT('p', "hop", "LENGTH", &(it)->frames.hop, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "distance of frames, in samples, as a time (10ms) or as overlap (75%)"), \
        OPTION_CHOICE(0, "rounding", "NAME", &(it)->frames.rounding, rounding_name, \
                      "of lengths given as times to samples"), \
        OPTION_SPEC('w', "window", "NAME[:PARAM]", &(it)->frames.window, window_name, window_check, \
                    "taper laid over every frame"), \
        OPTION_CHOICE(0, "window-form", "NAME", &(it)->frames.window_form, window_form_name, "of the window's end"), \
        OPTION_CHOICE(0, "framing", "NAME", &(it)->frames.framing, framing_name, \
                      "where frames lie, and how many there are"), \
        OPTION_CHOICE(0, "padding", "NAME", &(it)->frames.padding, padding_name, \
                      "what is taken to lie beyond the ends"), \
        OPTION_CHOICE(0, "place", "NAME", &(it)->frames.place, place_name, \
                      "of a window shorter than the FFT, within it")
#define OPTIONS_RECIPE_SAMPLES(it) \
    OPTION_NUMBER(0, "full-scale", "NUMBER", &(it)->full_scale, 1e-12, 1e12, \
                  "what full scale becomes: 1, or 32768 as of 16-bit integers"), \
        OPTION_NUMBER(0, "dither", "NUMBER", &(it)->frames.dither, 0, 1e9, \
                      "normal noise of that deviation is added to the frame's samples, in their scale"), \
        OPTION_COUNT(0, "seed", "NUMBER", &(it)->seed, 0, 1L << 53, "of the dither: the same seed, the same noise"), \
        OPTION_CHOICE(0, "detrend", "NAME", &(it)->frames.detrend, detrend_name, \
                      "what is taken from each frame first"), \
        OPTION_NUMBER(0, "preemph", "NUMBER", &(it)->frames.preemph, 0, 1, \
                      "pre-emphasis: so much of the sample before is taken off; 0 for none"), \
        OPTION_CHOICE(0, "preemph-over", "NAME", &(it)->frames.preemph_over, emphasis_name, \
                      "what pre-emphasis runs over, and what it does with the first sample"), \
        OPTION_CHOICE(0, "energy", "NAME", &(it)->energy, frame_energy_name, "of a frame, where --zeroth wants it"), \
        OPTION_NUMBER(0, "energy-floor", "NUMBER", &(it)->energy_floor, 0, INFINITY, "least energy of a frame")
#define OPTIONS_RECIPE_BANDS(it) \
    OPTION_CHOICE(0, "spectrum", "NAME", &(it)->spectrum, bin_kind_name, "what the bands add up"), \
        OPTION_CHOICE(0, "spectrum-norm", "NAME", &(it)->spectrum_norm, spectrum_norm_name, \
                      "fft divides the spectrum by the points of the FFT"), \
        OPTION_COUNT('M', "bands", "COUNT", &(it)->bands, 1, MOST_BANDS, "how many mel bands"), \
        OPTION_BAND('F', "freq", &(it)->frequencies, \
                    "lower edge of the first band and upper edge of the last; half the rate where not given"), \
        OPTION_CHOICE(0, "mel", "NAME", &(it)->mel, mel_scale_name, "formula of the mel scale"), \
        OPTION_CHOICE(0, "triangles", "NAME", &(it)->triangles, triangles_name, \
                      "in what the bands' slopes are straight"), \
        OPTION_CHOICE(0, "band-norm", "NAME", &(it)->band_norm, band_norm_name, \
                      "bands of height 1, or of area 1 over Hz")
#define OPTIONS_RECIPE_LOGS(it) \
    OPTION_CHOICE(0, "log", "NAME", &(it)->log, compression_name, \
                  "of the bands; pcen: per-channel energy normalisation"), \
        OPTION_NUMBER(0, "log-floor", "NUMBER", &(it)->log_floor, 0, INFINITY, "least energy of a band"), \
        OPTION_NUMBER(0, "log-offset", "NUMBER", &(it)->log_offset, 0, INFINITY, "added to the energy of a band"), \
        OPTION_NUMBER(0, "top-db", "DB", &(it)->top_db, 0, INFINITY, \
                      "what lies further below the greatest of the file is raised; 0: nothing is"), \
        OPTION_NUMBER(0, "log-shift", "NUMBER", &(it)->log_shift, -INFINITY, INFINITY, "added to the logarithm"), \
        OPTION_NUMBER(0, "log-gain", "NUMBER", &(it)->log_gain, 1e-9, 1e9, "what the sum is multiplied by"), \
        OPTION_NUMBER(0, "pcen-gain", "NUMBER", &(it)->pcen_gain, 0, 100, "exponent of the smoothed energy"), \
        OPTION_NUMBER(0, "pcen-bias", "NUMBER", &(it)->pcen_bias, 0, INFINITY, "added before the root"), \
        OPTION_NUMBER(0, "pcen-power", "NUMBER", &(it)->pcen_power, 0, 100, \
                      "the root: an exponent; 0 for a logarithm"), \
        OPTION_EXTENT(0, "pcen-time", "TIME", &(it)->pcen_time, EXTENT_SECONDS, ZERO_REFUSED, \
                      "time constant of the smoothing"), \
        OPTION_NUMBER(0, "pcen-eps", "NUMBER", &(it)->pcen_eps, 1e-300, INFINITY, "added to the smoothed energy")
#define OPTIONS_RECIPE_CEPSTRA(it) \
    OPTION_COUNT('C', "coefficients", "COUNT", &(it)->coefficients, 1, MOST_COEFFICIENTS, \
                 "how many cepstra, with c0"), \
        OPTION_CHOICE(0, "dct", "TYPE", &(it)->dct, dct_name, "type of the cosine transform"), \
        OPTION_CHOICE(0, "dct-norm", "NAME", &(it)->dct_norm, dct_norm_name, "its scale"), \
        OPTION_NUMBER(0, "lifter", "NUMBER", &(it)->lifter, 0, 1e6, "length of the lifter; 0 for none"), \
        OPTION_CHOICE(0, "lifter-form", "NAME", &(it)->lifter_form, lifter_name, \
                      "whether c0 is liftered too (librosa)"), \
        OPTION_CHOICE(0, "zeroth", "NAME", &(it)->zeroth, zeroth_name, \
                      "c0, the log energy of the frame in its place, both, or none of them"), \
        OPTION_CHOICE(0, "zeroth-place", "NAME", &(it)->zeroth_place, zeroth_place_name, "where they stand")
#define OPTIONS_RECIPE_ROWS(it) \
    OPTION_CHOICE('k', "kind", "NAME", &(it)->kind, row_kind_name, \
                  "what the rows hold: cepstra, bands, their logarithms, or --features alone"), \
        OPTION_HINT(0, "features", "LIST", &(it)->features, feature_name, \
                    "further columns, as names with commas between them"), \
        OPTION_CHOICE(0, "cmvn", "NAME", &(it)->cmvn, cmvn_name, \
                      "mean, or mean and variance, of every column are taken out"), \
        OPTION_COUNT(0, "cmvn-window", "ROWS", &(it)->cmvn_window, 1, 1 << 20, \
                     "of so many rows about each; when not given, of the file"), \
        OPTION_COUNT(0, "cmvn-least", "ROWS", &(it)->cmvn_least, 1, 1 << 20, \
                     "so many rows at least, at the beginning, for windows that lie before their row"), \
        OPTION_CHOICE(0, "cmvn-center", "NAME", &(it)->cmvn_center, answer_name, \
                      "whether the row lies in the window's middle"), \
        OPTION_COUNT(0, "deltas", "ORDER", &(it)->deltas, 0, DELTA_MOST_ORDER, \
                     "derivatives in time up to that order, as further columns"), \
        OPTION_COUNT(0, "delta-window", "ROWS", &(it)->delta_window, 1, DELTA_MOST_WINDOW, "rows on either side"), \
        OPTION_CHOICE(0, "delta-form", "NAME", &(it)->delta_form, delta_form_name, "their formula"), \
        OPTION_COUNT(0, "stack", "COUNT", &(it)->stack, 1, 1000, "so many rows side by side"), \
        OPTION_COUNT(0, "stack-step", "ROWS", &(it)->stack_step, 1, 1000, "of the rows, each so many-th")
/* clang-format on */

#endif
