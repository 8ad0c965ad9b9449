/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several inputs of one program: operands and lists of names, and the path of each one's output.
 */
#ifndef SPECPIPE_TOOLS_SHARED_SEVERAL_H
#define SPECPIPE_TOOLS_SHARED_SEVERAL_H

#include <stdbool.h>
#include <stddef.h>

struct several_options {
    const char *folder;     /* for an output of each input; NULL: one output for all */
    const char *files_from; /* a file of names, - is stdin; NULL: none */
    bool null;              /* names in it end with a zero byte instead of a newline */
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
    char **outputs; /* [count]; NULL: without a folder */
    bool *failed;   /* [count]; NULL: none has failed */
    size_t failures;
};

/* Collects operands, ended by NULL, and names of --files-from. NULL, or a sentence and its exit status in *status. */
const char *several_collect(struct several *several, const struct several_options *options, char **operands,
                            int *status);

/* Names the outputs FOLDER/STEM.EXTENSION, which must differ. NULL, or a sentence and its exit status in *status. */
const char *several_name(struct several *several, const char *folder, const char *extension, int *status);

/* Checks that no output, `path` (NULL: stdout) or those in the folder, is one of the inputs. NULL or a sentence. */
const char *several_check(const struct several *several, const char *path);

/* Marks input i as failed; the caller has written the message. */
void several_fail(struct several *several, size_t i);

/* The names of the inputs that failed, separated by commas; released by free(). */
char *several_failed(const struct several *several);

/* Releases the lists. */
void several_destroy(struct several *several);

#endif
