/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The input and output options of all programs: which rows are read, where rows are written and in which format.
 */
#ifndef SPECPIPE_TOOLS_SHARED_IO_OPTIONS_H
#define SPECPIPE_TOOLS_SHARED_IO_OPTIONS_H

#include "cli/option.h"
#include "stream/reader.h"

#define READER_WISH_DEFAULT \
    { \
        .channels = "all", .hush_decoder = true \
    }
/* clang-format off */
#define OPTIONS_INPUT(wish)                                                                                            \
    OPTION_RATIO('r', "rate", "HZ", &(wish)->rate, "rows per second of bare numbers; of anything else it must agree"), \
        OPTION_TEXT('c', "channels", "LIST", &(wish)->channels, "which channels: all, mix, or a list such as 1,3; of bare numbers, how many"), \
        OPTION_EXTENT('s', "start", "TIME", &(wish)->start, EXTENT_SECONDS, ZERO_TAKEN, "where to begin (12.5, 150ms, 1:02:03, 4800smp)"), \
        OPTION_EXTENT('e', "end", "TIME", &(wish)->end, EXTENT_SECONDS, ZERO_REFUSED, "where to stop"),                \
        OPTION_EXTENT('d', "duration", "TIME", &(wish)->duration, EXTENT_SECONDS, ZERO_REFUSED, "how much to take"),   \
        OPTION_FLAG(0, "partial", &(wish)->partial, "accept what came of an input that is cut short")
/* clang-format on */

/* --format names the sample format of raw input, the format of the output, or both (f32le,csv). */
struct output_wish {
    const char *path;    /* NULL: stdout */
    const char *format;  /* set by output_check; NULL: by the path's extension */
    const char *formats; /* --format as given; NULL: not given */
    bool raw;
};
/* clang-format off */
#define OPTIONS_OUTPUT(wish)                                                                                           \
    OPTION_TEXT('o', "output", "FILE", &(wish)->path, "where to write; .csv, .npy, .htk and others make tables, .wav and .flac sound files"), \
        OPTION_HINT('f', "format", "NAME[,NAME]", &(wish)->formats, output_format_name, "of the output, of the numbers of bare input, or both"), \
        OPTION_FLAG(0, "raw", &(wish)->raw, "bare float32 rows, without header and closing line")
/* clang-format on */

/* What --format takes: the formats of rows, then the sample formats; NULL past the end. */
const char *output_format_name(size_t i);

/*
 * Sorts the names of --format (`formats`; NULL: not given): sets input->format to a sample format, which needs --rate, and
 * *out to one of `names`. Both must be NULL before, and then point to the tables' own names. NULL or a sentence.
 */
const char *format_sort(const char *formats, const char *(*names)(size_t), struct reader_wish *input, const char **out);

/* Sorts --format for an output of rows, and checks it against --raw and the path. NULL or a sentence. */
const char *output_check(struct output_wish *output, struct reader_wish *input);

#endif
