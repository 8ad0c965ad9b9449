/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where rows come from and go, and in which format: the options that all programs share.
 */
#ifndef SPECPIPE_TOOLS_SHARED_IO_OPTIONS_H
#define SPECPIPE_TOOLS_SHARED_IO_OPTIONS_H

#include "cli/option.h"
#include "stream/reader.h"

/* The rows about the input that all programs share. */
#define READER_WISH_DEFAULT \
    { \
        .channels = "all", .hush_decoder = true \
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

/* Where the rows go. --format names the numbers of bare input, the format of the output, or both (f32le,csv). */
struct output_wish {
    const char *path;   /* NULL: stdout */
    const char *format; /* NULL: by the path's extension */
    const char *formats;
    bool raw;
};
/* clang-format off */
#define OPTIONS_OUTPUT(it)                                                                                             \
    OPTION_TEXT('o', "output", "FILE", &(it)->path, "where to write; .csv, .npy, .htk and others make tables, .wav and .flac sound files"), \
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

#endif
