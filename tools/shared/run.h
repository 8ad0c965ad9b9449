/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run of a program: opens each input and its output, has the one loop that passes rows from one to the other, and
 * closes both. Functions that return an exit status have reported the failure that it stands for.
 *
 * spec-capture has its own loop: tools/capture/session.h.
 */
#ifndef SPECPIPE_TOOLS_SHARED_RUN_H
#define SPECPIPE_TOOLS_SHARED_RUN_H

#include "cli/option.h"
#include "stream/writer.h"
#include "tools/shared/io_options.h"
#include "tools/shared/several.h"

enum {
    RUN_BLOCK = 1 << 14 /* most rows read and pushed at once: a channel's samples stay in the second-level cache */
};

/*
 * The processing of rows by a program: after each push, next is called until it lends none. If a stage does not feed
 * the writer (a mean, a table, a picture), its next() consumes all ready rows and returns 0.
 */
struct stage {
    void (*push)(struct stage *stage, const float *rows, size_t count); /* count 0 ends the run */
    size_t (*next)(struct stage *stage, const float **rows);            /* lends rows and returns their number */
    void *state;                                                        /* for push and next */
    float *row;                                                         /* a buffer for next, where it needs one */
    bool by_row;                                                        /* push takes one row at a time */
    /* Set by push or next: */
    bool done;           /* it needs no more input: the rest is not read, and the end is not pushed */
    const char *failure; /* why it cannot go on, as a sentence about the input */
    int status;          /* the exit status that goes with it */
};

/* The output of an input, or of all inputs. */
struct output {
    const struct output_options *options;
    const char *path; /* NULL: stdout */
    struct writer writer;
    const char *const *column_names; /* NULL: by the axis */
    bool gathers;                    /* the rows of all inputs go into it */
    bool open, lost;                 /* of one that gathers: it is open; it has failed, so no input need follow */
    struct header first;             /* of its first input */
};

/* The inputs of a command, and the processing of each. */
struct run_setting {
    const struct several_options *several;
    const struct input_options *input;
    const struct output_options *output;
    const char *format; /* of outputs in a folder, if --format is not given */
    const char *single; /* NULL; or why there can only be one input without --out-dir */
    bool no_output;     /* only says what would be written */
    enum when *progress;
    /* Processes an open input, and opens and closes the output. Returns an exit status. */
    int (*process)(struct reader *in, struct output *out);
};

/* Processes all inputs of a command. Returns the exit status of the program, or ends it. */
int run_inputs(const struct run_setting *setting, char **operands);

/* Opens `path` (NULL: stdin), from --start to --end. NULL or a sentence; then in->status holds the exit status. */
const char *run_try_input(struct reader *in, const char *path, const struct input_options *options);

/*
 * Opens the output for rows as `header` says, and adds the command to their history. Columns of spectra on an axis other
 * than hertz are named by their frequencies. Returns an exit status.
 */
int run_open_output(struct output *out, const struct header *header, const struct reader *in);

/*
 * The same for a header that is not final, before the input is read: an impossible output is reported at once. Nothing is
 * written before run_restart_output.
 */
int run_open_output_early(struct output *out, const struct header *header, const struct reader *in);

/* Begins the output again with the final header. Returns an exit status. */
int run_restart_output(struct output *out, const struct header *header, const struct reader *in);

/*
 * Reads all rows of `in`, pushes them to the stage and writes the rows that it lends to `out` (NULL: it lends none).
 * A failure of input, stage or output ends the loop and is remembered there. The end is then not pushed, since a stage
 * would pad the missing rows. After each block, output to a pipe is flushed. Returns the number of rows read.
 */
int64_t run_rows(struct reader *in, struct stage *stage, struct writer *out, enum when progress);

/* Warns of accepted truncation, and of a mix that is silent. */
void run_warn(const struct reader *in);

/* Reports a failure of the input or the stage. Returns its exit status. */
int run_check(const struct reader *in, const struct stage *stage);

/*
 * Closes the output; a failure, also of the input or the stage, marks it as incomplete. Reports it, and returns its exit
 * status. Warns of values that the format cannot hold exactly, of clipped samples and of truncated input. Where the output
 * gathers, only ends the rows of this input, or removes them.
 */
int run_close(struct reader *in, const struct stage *stage, struct output *out);

#endif
