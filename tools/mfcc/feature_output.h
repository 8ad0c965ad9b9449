/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where features go: one output for each input, or one for all of them, whose columns are those of the first.
 */
#ifndef SPECPIPE_TOOLS_MFCC_FEATURE_OUTPUT_H
#define SPECPIPE_TOOLS_MFCC_FEATURE_OUTPUT_H

#include "stream/writer.h"
#include "features/layout.h"

enum { FEATURE_OUTPUT_DIGITS = 9 }; /* of numbers as text: they bring every float32 back */

struct feature_output {
    const char *format; /* NULL: by the path */
    bool gathers;       /* all inputs go into one output */
    bool long_form;
    int precision; /* FEATURE_OUTPUT_DIGITS when not given */
    struct writer out;
    /* the rest is the outlet's own */
    bool open;
    bool lost; /* the one output for all inputs could not be created */
    char **names;
    size_t width;
    double low, high; /* edges of the first input's bands, Hz */
};

/* What does not go with a format of that name. NULL or a sentence. */
const char *feature_output_check(const struct feature_output *feature_output, const char *format);

/* Opens `path` (NULL: stdout) for an input, or goes on with it. NULL or a sentence: then *status holds the exit status. */
const char *feature_output_begin(struct feature_output *feature_output, const char *path, const struct reader *in,
                                 const struct layout *layout, int *status);

/*
 * The input has ended, with `why` if it failed: then nothing of it is left. The output is closed unless more inputs go into it.
 * `why`, or what was wrong with the output; then *status holds the exit status.
 */
const char *feature_output_end(struct feature_output *feature_output, const char *why, int *status);

/* Whether what all inputs go into cannot be written any more: then there is no use in the next one. */
bool feature_output_failed(const struct feature_output *feature_output);

/* Closes what is open still. NULL or a sentence about the output. */
const char *feature_output_close(struct feature_output *feature_output, int *status);

#endif
