/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the programs that cut sound into frames have in common: the options, and how they join stream and signal.
 */
#ifndef SPECPIPE_TOOLS_ANALYSIS_H
#define SPECPIPE_TOOLS_ANALYSIS_H

#include "cli/option.h"
#include "signal/transform/stft.h"
#include "stream/reader.h"

/* Frames as the command line asks for them: lengths may be in time, and are samples only when the rate is known. */
struct analysis {
    long fft_size; /* 0: as the window */
    struct extent win_length, hop;
    const char *window, *framing, *padding, *detrend;
    bool symmetric;
};
#define ANALYSIS_DEFAULT \
    { \
        .window = "hann", .framing = "center", .padding = "zeros", .detrend = "none" \
    }

/* clang-format off: one option a line */
#define OPTIONS_ANALYSIS(it) OPTIONS_FRAMES(it, "a quarter of the window when not given")
#define OPTIONS_FRAMES(it, usual_hop) \
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

/* The header of one row that stands for all: it lies in the middle of that many samples, and lasts as long. */
struct header analysis_summary(const struct header *spectra, const struct header *samples, int64_t count);

/* Rows that were made of samples are samples again: what told of bins and frames goes. */
void analysis_become_samples(struct header *header);

/* The header of the samples that such spectra were made of. */
struct header analysis_samples(const struct stft_setting *setting, const struct header *spectra, int64_t samples);

/* The first option about frames that was given, as "--hop"; NULL: none. For inputs that bring frames of their own. */
const char *analysis_given(const struct analysis *analysis);

/* Resolves names, and lengths at that rate; the rest of *setting is left alone. NULL or a sentence. */
const char *analysis_resolve(struct stft_setting *setting, const struct analysis *analysis, double rate);

/* The header of the spectra that such a transform makes of such samples. */
struct header analysis_header(const struct stft_setting *setting, const struct header *samples);

/* The setting behind the rows of a stream that analysis_header described; *samples: the signal's length or -1. */
const char *analysis_recall(struct stft_setting *setting, int64_t *samples, const struct header *spectra);

#endif
