/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of spec-stft, spec-reassign and spec-render about frames: window, hop, framing, padding.
 *
 * spec-mfcc has its own: features/recipe.h and tools/mfcc/recipe_options.h.
 */
#ifndef SPECPIPE_TOOLS_SHARED_FRAME_OPTIONS_H
#define SPECPIPE_TOOLS_SHARED_FRAME_OPTIONS_H

#include "cli/option.h"
#include "signal/transform/stft.h"
#include "signal/transform/window.h"

/* Frames as the command line gives them: a length in seconds becomes samples only when the rate is known. */
struct frame_options {
    long fft_size; /* samples; 0: as long as the window */
    struct extent win_length, hop;
    const char *window;
    enum framing framing;
    enum padding padding;
    enum detrend detrend;
    bool symmetric;
};
#define FRAME_OPTIONS_DEFAULT FRAME_OPTIONS_PADDED(PADDING_ZEROS)
#define FRAME_OPTIONS_PADDED(usual_padding) \
    { \
        .window = "hann", .framing = FRAMING_CENTER, .padding = (usual_padding), .detrend = DETREND_NONE \
    }

/* clang-format off: one option a line */
#define OPTIONS_FRAMES(frames) OPTIONS_FRAMES_HOP(frames, "a quarter of the window when not given")
#define OPTIONS_FRAMES_HOP(frames, usual_hop) \
    OPTION_COUNT('n', "fft-size", "SAMPLES", &(frames)->fft_size, 1, MOST_FFT_SIZE, \
                 "length of the FFT; frames shorter than this are padded with zeros"), \
        OPTION_EXTENT('l', "win-length", "LENGTH", &(frames)->win_length, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "length of the window, in samples or as a time (25ms); that of the FFT when not given"), \
        OPTION_EXTENT( \
            'p', "hop", "LENGTH", &(frames)->hop, EXTENT_SAMPLES, ZERO_REFUSED, \
            "distance between frame starts, in samples, as a time (10ms) or as an overlap (75%); " usual_hop), \
        OPTION_SPEC('w', "window", "NAME[:PARAM]", &(frames)->window, window_name, window_check, "analysis window"), \
        OPTION_FLAG(0, "symmetric", &(frames)->symmetric, "use a symmetric window instead of a periodic one"), \
        OPTION_CHOICE(0, "framing", "NAME", &(frames)->framing, framing_name, \
                      "placement of the frames, which also sets their number"), \
        OPTION_CHOICE(0, "padding", "NAME", &(frames)->padding, padding_name, \
                      "extension of the signal beyond its ends"), \
        OPTION_CHOICE(0, "detrend", "NAME", &(frames)->detrend, detrend_name, "trend to subtract from each frame")
/* clang-format on */

/*
 * Sets the fields of *setting that these options determine, with lengths in samples at `rate` Hz; the other fields keep
 * their values. NULL or a sentence.
 */
const char *frame_options_resolve(struct stft_setting *setting, const struct frame_options *frames, double rate);

#endif
