/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The output of features: one for each input, or one for all of them, whose columns are those of the first input.
 */
#ifndef SPECPIPE_TOOLS_MFCC_FEATURE_OUTPUT_H
#define SPECPIPE_TOOLS_MFCC_FEATURE_OUTPUT_H

#include "features/layout.h"
#include "stream/writer.h"

enum { FEATURE_OUTPUT_DIGITS = 9 }; /* significant digits of text that restore every float32 */

struct feature_output {
    const char *format; /* NULL: by the path */
    bool gathers;       /* all inputs go into one output */
    bool long_form;     /* a line for each number */
    int precision;      /* significant digits of text; FEATURE_OUTPUT_DIGITS when not given */
    struct writer writer;
    int status; /* the exit status that goes with the last sentence */
    bool lost;  /* the one output for all inputs could not be created */
    /* private */
    bool open;
    char **names; /* [width] */
    size_t width;
    double low, high; /* edges of the first input's bands, Hz */
};

/*
 * The name of the output's format: `format` where it is given, csv for a folder of outputs, else by the extension of
 * `path` (NULL: stdout). NULL: an extension that is not written, which the writer reports.
 */
const char *feature_output_format(const char *format, const char *path, bool folder);

/* Returns why its options do not apply to the existing format of that name, or NULL if they do. */
const char *feature_output_check(const struct feature_output *output, const char *name);

/* Opens `path` (NULL: stdout) for the features of an input, or continues the one output. NULL or a sentence. */
const char *feature_output_begin(struct feature_output *output, const char *path, const struct reader *in,
                                 const struct layout *layout);

/*
 * Ends the features of an input. `cut`: NULL if they are complete; else why not, and they are dropped, or marked as cut
 * on a pipe. Closes the output unless further inputs go into it. Returns NULL, or a sentence about the output.
 */
const char *feature_output_end(struct feature_output *output, const char *cut);

/* Whether the one output for all inputs has failed, so that further inputs need not be read. */
bool feature_output_failed(const struct feature_output *output);

/* Closes the output if it is open. NULL, or a sentence about it. */
const char *feature_output_close(struct feature_output *output);

#endif
