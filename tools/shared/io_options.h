/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The input and output options: the rows to read, and the destination and format of those written.
 *
 * spec-render shares only the input options, and spec-capture neither.
 */
#ifndef SPECPIPE_TOOLS_SHARED_IO_OPTIONS_H
#define SPECPIPE_TOOLS_SHARED_IO_OPTIONS_H

#include "cli/option.h"
#include "stream/reader.h"

/* Bytes of a temporary copy: days of compressed sound, and small beside most disks. */
#define SPOOL_LIMIT 0x1p34

#define INPUT_OPTIONS_DEFAULT \
    { \
        .channels = "all", .hush_decoder = true, .spool_limit = SPOOL_LIMIT \
    }
/* clang-format off */
#define OPTIONS_INPUT(options)                                                                                            \
    OPTION_RATIO('r', "rate", "HZ", &(options)->rate, "rate of raw samples; must agree with the header of any other input"), \
        OPTION_TEXT('c', "channels", "LIST", &(options)->channels, "channels to read: all, mix (their mean), or a list such as 1,3; for raw samples, their number"), \
        OPTION_EXTENT('s', "start", "TIME", &(options)->time.start, EXTENT_SECONDS, ZERO_ALLOWED, "start time (12.5, 150ms, 1:02:03, 4800smp)"), \
        OPTION_EXTENT('e', "end", "TIME", &(options)->time.end, EXTENT_SECONDS, ZERO_REFUSED, "end time"),                \
        OPTION_EXTENT('d', "duration", "TIME", &(options)->time.duration, EXTENT_SECONDS, ZERO_REFUSED, "duration"),   \
        OPTION_RATIO(0, "assume-rate", "HZ", &(options)->assume_rate, "use this sample rate if that of the file is wrong"), \
        OPTION_NUMBER(0, "time-expansion", "NUMBER", &(options)->time_expansion, 1e-3, 1e6, "the recording was slowed down by this factor (bat detectors: 10)"), \
        OPTION_NUMBER(0, "spool-limit", "BYTES", &(options)->spool_limit, 1, 0x1p60, "largest temporary copy of a pipe, such as 4G"), \
        OPTION_FLAG(0, "verify", &(options)->verify, "compare the MD5 sum in FLAC files with their samples first"), \
        OPTION_FLAG(0, "partial", &(options)->partial, "accept truncated input")
/* clang-format on */

/* --format names the sample format of raw input, the format of the output, or both (f32le,csv). */
struct output_options {
    const char *path;    /* NULL: stdout */
    const char *format;  /* set by output_check; NULL: by the path's extension */
    const char *formats; /* --format as given; NULL: not given */
    bool raw;
};
/* clang-format off */
#define OPTIONS_OUTPUT(options)                                                                                           \
    OPTION_TEXT('o', "output", "FILE", &(options)->path, "write to FILE; the extension sets the format (.csv, .npy, .wav ...; the manual page lists them)"), \
        OPTION_HINT('f', "format", "NAME[,NAME]", &(options)->formats, output_format_name, "format of the output, number format of raw samples, or both"), \
        OPTION_FLAG(0, "raw", &(options)->raw, "write raw float32 rows, without header and closing line")
/* clang-format on */

/* The values of --format: the formats of rows, then the sample formats; NULL past the end. */
const char *output_format_name(size_t i);

/*
 * Sorts the names of --format (`formats`; NULL: not given): sets input->format to a sample format, which needs --rate,
 * and *out to one of `names`. Both must be NULL before; they are set to strings of the tables. NULL or a sentence.
 */
const char *format_sort(const char *formats, const char *(*names)(size_t), struct input_options *input,
                        const char **out);

/* Why `path` (NULL: stdout) cannot be written, as far as that is known without opening it; EXIT_NO_OUTPUT. NULL: it can. */
const char *output_refuse(const char *path);

/* The extension of files of an existing format: that of its table, spec for a stream, else its name. */
const char *output_extension(const char *format);

/* NULL if the output can hold the rows of several inputs, else a sentence that it holds those of one. */
const char *output_gathers(const struct output_options *output);

/* Sorts --format for an output of rows, and checks it against --raw and the path. NULL or a sentence. */
const char *output_check(struct output_options *output, struct input_options *input);

#endif
