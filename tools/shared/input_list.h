/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of inputs of one command: operands, folders with all recordings below them, and lists of names; and the path
 * of each input's output in a folder of outputs.
 */
#ifndef SPECPIPE_TOOLS_SHARED_INPUT_LIST_H
#define SPECPIPE_TOOLS_SHARED_INPUT_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct input_list_options {
    const char *folder;     /* for an output of each input; NULL: one output for all */
    const char *files_from; /* a file of names, - is stdin; NULL: none */
    const char *root;       /* outputs keep the folders of their inputs below this one; NULL: below a folder operand */
    bool null;              /* names in files_from end with a zero byte instead of a newline */
    bool keep_extension;    /* a.wav.png instead of a.png */
};

struct input_list {
    size_t count;
    char **names;    /* [count]: as given, or FOLDER/PATH of a folder */
    char **refusals; /* [count]: why an input cannot be opened, known before; NULL: nothing is known */
    char **outputs;  /* [count]; NULL: without a folder */
    char **places;   /* [count]: below the folder of outputs, with the input's extension */
    char **paths;    /* [count]: absolute, without . and .. */
    size_t room;
};

/*
 * Collects operands, ended by NULL, and names of --files-from; of a folder, all files below it whose extension is that
 * of a recording or a stream, in the order of their names, but for hidden ones and the folder of outputs. Without any
 * name the list is "-", stdin. NULL, or a sentence and its exit status in *status.
 */
const char *input_list_collect(struct input_list *list, const struct input_list_options *options, char **operands,
                               int *status);

/*
 * Names the outputs, all of which must differ, as must the inputs, and makes the folder. NULL, or a sentence and its
 * exit status in *status.
 */
const char *input_list_name_outputs(struct input_list *list, const struct input_list_options *options,
                                    const char *extension, int *status);

/* Checks that no output, `path` (NULL: stdout) or those in the folder, is one of the inputs. NULL or a sentence. */
const char *input_list_check_outputs(const struct input_list *list, const char *path);

/* Makes the folders in which output i is to be. NULL or a sentence about the output; then EXIT_NO_OUTPUT. */
const char *input_list_make_folder(const struct input_list *list, size_t i);

void input_list_destroy(struct input_list *list);

#endif
