/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the programs that cut sound into frames have in common: the options, and how they join stream and signal.
 */
#ifndef SPECPIPE_TOOLS_SHARED_FRAME_OPTIONS_H
#define SPECPIPE_TOOLS_SHARED_FRAME_OPTIONS_H

#include "cli/option.h"
#include "signal/transform/stft.h"
#include "stream/reader.h"

/* Frames as the command line asks for them: lengths may be in time, and are samples only when the rate is known. */
struct frame_options {
    long fft_size; /* 0: as the window */
    struct extent win_length, hop;
    const char *window, *framing, *padding, *detrend;
    bool symmetric;
};
#define FRAME_OPTIONS_DEFAULT \
    { \
        .window = "hann", .framing = "center", .padding = "zeros", .detrend = "none" \
    }

/* clang-format off: one option a line */
#define OPTIONS_FRAMES(it) OPTIONS_FRAMES_HOP(it, "a quarter of the window when not given")
#define OPTIONS_FRAMES_HOP(it, usual_hop) \
    OPTION_COUNT('n', "fft-size", "SAMPLES", &(it)->fft_size, 1, MOST_FFT_SIZE, \
                 "points of the FFT; beyond the window's length it is padded with zeros"), \
        OPTION_EXTENT('l', "win-length", "LENGTH", &(it)->win_length, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "length of the window, in samples or as a time (25ms); the FFT's when not given"), \
        OPTION_EXTENT('p', "hop", "LENGTH", &(it)->hop, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "distance of frame starts, in samples, as a time (10ms) or as overlap (75%); " usual_hop), \
        OPTION_SPEC('w', "window", "NAME[:PARAM]", &(it)->window, window_name, window_check, \
                    "taper laid over every frame"), \
        OPTION_FLAG(0, "symmetric", &(it)->symmetric, "symmetric window instead of a periodic one"), \
        OPTION_NAME(0, "framing", "NAME", &(it)->framing, framing_name, \
                    "where frames lie: centred on multiples of the hop, or from the first sample on"), \
        OPTION_NAME(0, "padding", "NAME", &(it)->padding, padding_name, "what is taken to lie beyond the ends"), \
        OPTION_NAME(0, "detrend", "NAME", &(it)->detrend, detrend_name, "what is taken from each frame first")
/* clang-format on */

/* The first option about frames that was given, as "--hop"; NULL: none. For inputs that bring frames of their own. */
const char *frame_options_given(const struct frame_options *frame_options);

/* Resolves names, and lengths at that rate; the rest of *setting is left alone. NULL or a sentence. */
const char *frame_options_resolve(struct stft_setting *setting, const struct frame_options *frame_options, double rate);

#endif
