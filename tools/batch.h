/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inputs of a program that takes several: operands and lists of names, and where the output of each goes.
 */
#ifndef SPECPIPE_TOOLS_BATCH_H
#define SPECPIPE_TOOLS_BATCH_H

#include <stdbool.h>
#include <stddef.h>

struct batch_wish {
    const char *folder;     /* of an output for each; NULL: none */
    const char *files_from; /* a file with names, or -; NULL: none */
    bool null;              /* names there end with a zero byte instead of a line */
};
/* clang-format off: one option a line */
#define OPTIONS_BATCH(it) \
    OPTION_TEXT('O', "out-dir", "DIR", &(it)->folder, "an output for each input, DIR/NAME.csv or as --format says"), \
        OPTION_TEXT(0, "files-from", "FILE", &(it)->files_from, \
                    "further inputs: their names, a line each; - is stdin"), \
        OPTION_FLAG('0', "null", &(it)->null, "names there end with a zero byte instead of a line")
/* clang-format on */

struct batch {
    size_t count;
    char **names;   /* [count] */
    char **outputs; /* [count], or NULL without a folder */
    bool *failed;   /* [count], or NULL while none has */
    size_t failures;
};

/* operands[count] first. NULL, or a sentence: then *status holds the exit status. */
const char *batch_collect(struct batch *batch, const struct batch_wish *wish, char **operands, size_t count,
                          int *status);

/* Names outputs FOLDER/STEM.EXTENSION. Two inputs must not share one. NULL or a sentence: then *status holds the exit status. */
const char *batch_name(struct batch *batch, const char *folder, const char *extension, int *status);

/* Whether an output, `path` (NULL: stdout) or one of a folder, is one of the inputs: a sentence. NULL: it is none. */
const char *batch_check(const struct batch *batch, const char *path);

/* One more failed; what was wrong has been said. */
void batch_fail(struct batch *batch, size_t i);

/* The names of those that failed, with commas between them; released by free(). */
char *batch_failed(const struct batch *batch);

#endif
