/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several inputs of one program: an output for each of them in a folder, made by workers, or one output for all.
 *
 * A single input is processed by the program itself, and its exit status is that of the program. Of several inputs in a
 * folder each failure is reported and the others go on, but for a full disk, which stops the run.
 */
#ifndef SPECPIPE_TOOLS_SHARED_SEVERAL_H
#define SPECPIPE_TOOLS_SHARED_SEVERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/option.h"
#include "tools/shared/input_list.h"
#include "tools/shared/run_log.h"

enum { MOST_JOBS = 512 };

struct several_options {
    struct input_list_options list;
    long jobs; /* 0: not given */
};
/* clang-format off: one option a line */
#define OPTIONS_SEVERAL(it) \
    OPTION_TEXT('O', "out-dir", "DIR", &(it)->list.folder, \
                "write one output for each input, DIR/NAME.EXT; the format sets EXT"), \
        OPTION_FLAG(0, "keep-extension", &(it)->list.keep_extension, \
                    "keep the input's extension: a.wav.EXT instead of a.EXT"), \
        OPTION_TEXT(0, "root", "DIR", &(it)->list.root, \
                    "recreate in --out-dir the folders between DIR and each input; when not given, those below a " \
                    "FILE that is a folder"), \
        OPTION_TEXT(0, "files-from", "FILE", &(it)->list.files_from, \
                    "read the names of further inputs, one per line; - is stdin"), \
        OPTION_FLAG('0', "null", &(it)->list.null, "expect names that end with a zero byte, as from find -print0"), \
        OPTION_COUNT('j', "jobs", "NUMBER", &(it)->jobs, 1, MOST_JOBS, \
                     "share the inputs among this many processes; 1 when not given")
/* clang-format on */

struct several {
    struct input_list list;
    long jobs;      /* as given; 0: not given */
    bool in_folder; /* an output for each input */
    bool stop;      /* set while an input is processed: no other may begin, and its status is that of the run */
    /* private */
    int (*process)(void *context, size_t i);
    void *context;
    struct run_log *log;
    struct progress *line;
    bool *failed; /* [count] */
    size_t failures, ended;
    size_t current; /* the input that the program processes itself */
    int status;     /* of the last input that failed, or 0 */
    bool stopped;   /* by a full disk */
};

struct several_setting {
    const struct several_options *options;
    const char *output;    /* --output; NULL: stdout */
    const char *extension; /* of the outputs in the folder */
    const char *single;    /* NULL if one output can hold several inputs, else a sentence that it cannot */
    bool no_output;        /* nothing will be written */
    bool shares_one;       /* --jobs is also for one input, which `process` shares out */
};

/*
 * Collects the inputs and names the outputs in the folder, or checks the one output if there is none. Ends the program
 * if that fails.
 */
void several_open(struct several *several, const struct several_setting *setting, char **operands);

/* The path of input i's output: in the folder, or the one given. */
const char *several_output(const struct several *several, size_t i, const char *output);

/* Makes the folders of that output, if it is in the folder. NULL or a sentence; then EXIT_NO_OUTPUT. */
const char *several_make_folder(const struct several *several, size_t i);

/* Whether all inputs go into one output. */
bool several_gathers(const struct several *several);

/*
 * Processes all inputs, in workers if there is a folder and more than one input.
 *
 * process   of input i: reports a failure, and returns the exit status. It must release all that it created, and must
 *           not depend on the inputs before.
 * progress  in and out: WHEN_NEVER for the inputs if the run has a line of its own
 */
void several_run(struct several *several, int (*process)(void *context, size_t i), void *context, enum when *progress);

/* Reports the number of failures and the first few of them, releases all and returns the program's exit status. */
int several_end(struct several *several);

#endif
