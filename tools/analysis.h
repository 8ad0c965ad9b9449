/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the programs that cut sound into frames have in common: the options, and how they join stream and signal.
 */
#ifndef SPECPIPE_TOOLS_ANALYSIS_H
#define SPECPIPE_TOOLS_ANALYSIS_H

#include "cli/option.h"
#include "signal/stft.h"
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

/* The rows about the input that all programs share. */
#define READER_WISH_DEFAULT \
    { \
        .channels = "all" \
    }
/* clang-format off */
#define OPTIONS_INPUT(it)                                                                                              \
    OPTION_RATIO('r', "rate", "HZ", &(it)->rate, "rows per second of bare numbers; of anything else it must agree"),   \
        OPTION_TEXT('c', "channels", "LIST", &(it)->channels, "which channels: all, mix, or a list such as 1,3; of bare numbers, how many"), \
        OPTION_EXTENT('s', "start", "TIME", &(it)->start, EXTENT_SECONDS, ZERO_TAKEN, "where to begin (12.5, 150ms, 1:02:03, 4800smp)"), \
        OPTION_EXTENT('e', "end", "TIME", &(it)->end, EXTENT_SECONDS, ZERO_REFUSED, "where to stop"),                  \
        OPTION_EXTENT('d', "duration", "TIME", &(it)->duration, EXTENT_SECONDS, ZERO_REFUSED, "how much to take"),     \
        OPTION_FLAG(0, "partial", &(it)->partial, "accept what came of an input that is cut short")
/* clang-format on */

/* The header of one row that stands for all: it lies in the middle of that many samples, and lasts as long. */
struct header analysis_summary(const struct header *spectra, const struct header *samples, int64_t count);

/* The header of the samples that such spectra were made of. */
struct header analysis_samples(const struct stft_setting *setting, const struct header *spectra, int64_t samples);

/* Where the rows go. --format names the numbers of bare input, the format of the output, or both (f32le,csv). */
struct output_wish {
    const char *path;   /* NULL: stdout */
    const char *format; /* NULL: by the path's extension */
    const char *formats;
    bool raw;
};
/* clang-format off */
#define OPTIONS_OUTPUT(it)                                                                                             \
    OPTION_TEXT('o', "output", "FILE", &(it)->path, "where to write; .csv and .npy make tables, .wav and .flac sound files"), \
        OPTION_HINT('f', "format", "NAME[,NAME]", &(it)->formats, output_format_name, "of the output, of the numbers of bare input, or both"), \
        OPTION_FLAG(0, "raw", &(it)->raw, "bare float32 rows, without header and closing line")
/* clang-format on */

/* The formats of rows that are written, then those of bare numbers; NULL past the end. */
const char *output_format_name(size_t i);

/*
 * Sorts the names of --format: number formats go to *in, those that `names` lists to *out (both NULL before).
 * A name of bare numbers needs --rate. NULL or a sentence.
 */
const char *format_sort(const char *formats, const char *(*names)(size_t), struct reader_wish *input, const char **out);

/* The same for rows, with --raw. */
const char *output_check(struct output_wish *output, struct reader_wish *input);

/* The first option about frames that was given, as "--hop"; NULL: none. For inputs that bring frames of their own. */
const char *analysis_given(const struct analysis *analysis);

/* Resolves names, and lengths at that rate; the rest of *setting is left alone. NULL or a sentence. */
const char *analysis_resolve(struct stft_setting *setting, const struct analysis *analysis, double rate);

/* The header of the spectra that such a transform makes of such samples. */
struct header analysis_header(const struct stft_setting *setting, const struct header *samples);

/* The setting behind the rows of a stream that analysis_header described; *samples: the signal's length or -1. */
const char *analysis_recall(struct stft_setting *setting, int64_t *samples, const struct header *spectra);

#endif
