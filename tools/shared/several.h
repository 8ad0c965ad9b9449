/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inputs of a program that takes several: operands and lists of names, and where the output of each goes.
 */
#ifndef SPECPIPE_TOOLS_SHARED_SEVERAL_H
#define SPECPIPE_TOOLS_SHARED_SEVERAL_H

#include <stdbool.h>
#include <stddef.h>

struct several_wish {
    const char *folder;     /* of an output for each; NULL: none */
    const char *files_from; /* a file with names, or -; NULL: none */
    bool null;              /* names there end with a zero byte instead of a line */
};
/* clang-format off: one option a line */
#define OPTIONS_SEVERAL(it) \
    OPTION_TEXT('O', "out-dir", "DIR", &(it)->folder, "an output for each input, DIR/NAME.csv or as --format says"), \
        OPTION_TEXT(0, "files-from", "FILE", &(it)->files_from, \
                    "further inputs: their names, a line each; - is stdin"), \
        OPTION_FLAG('0', "null", &(it)->null, "names there end with a zero byte instead of a line")
/* clang-format on */

struct several {
    size_t count;
    char **names;   /* [count] */
    char **outputs; /* [count], or NULL without a folder */
    bool *failed;   /* [count], or NULL while none has */
    size_t failures;
};

/* operands, ended by NULL, first. NULL, or a sentence: then *status holds the exit status. */
const char *several_collect(struct several *several, const struct several_wish *wish, char **operands, int *status);

/* Names outputs FOLDER/STEM.EXTENSION. Two inputs must not share one. NULL or a sentence: then *status holds the exit status. */
const char *several_name(struct several *several, const char *folder, const char *extension, int *status);

/* Whether an output, `path` (NULL: stdout) or one of a folder, is one of the inputs: a sentence. NULL: it is none. */
const char *several_check(const struct several *several, const char *path);

/* One more failed; what was wrong has been said. */
void several_fail(struct several *several, size_t i);

/* The names of those that failed, with commas between them; released by free(). */
char *several_failed(const struct several *several);

#endif
