/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run of a program: opens its input and output, has the one loop that passes rows from one to the other, and
 * closes both. Any failure ends the program with one message.
 */
#ifndef SPECPIPE_TOOLS_SHARED_RUN_H
#define SPECPIPE_TOOLS_SHARED_RUN_H

#include "cli/option.h"
#include "stream/writer.h"
#include "tools/shared/io_options.h"

enum {
    RUN_BLOCK = 1 << 14 /* most rows read and pushed at once: a channel's samples stay in the second-level cache */
};

/*
 * What a program does with rows, as the loop sees it: after each push, next is called until it lends nothing.
 * A stage whose rows do not go to a writer (a mean, a table, a picture) takes all that is ready in one call of next and
 * lends nothing.
 */
struct stage {
    void (*push)(struct stage *stage, const float *rows, size_t count); /* count 0 ends the run */
    size_t (*next)(struct stage *stage, const float **rows);            /* lends rows and returns their number */
    void *state;                                                        /* what push and next work on */
    float *row;                                                         /* a buffer for next, where it needs one */
    bool by_row;                                                        /* push takes one row at a time */
    /* Set by push or next: */
    bool done;           /* no more input is needed: the rest is not read, and the end not pushed */
    const char *failure; /* why it cannot go on, as a sentence about the input */
    int status;          /* the exit status that goes with it */
};

/* An output with what it needs until it is closed. */
struct output {
    struct writer writer;
    const char *const *column_names; /* NULL: by the axis */
};

/* Opens the stretch of `path` that is wanted (NULL: stdin), or ends the program. */
void run_open_input(struct reader *in, const char *path, const struct reader_wish *wish);

/*
 * Opens the output for rows as `header` says, and adds the command to their history; or ends the program. Columns of
 * spectra on an axis other than hertz are named by their frequencies.
 */
void run_open_output(struct output *out, const struct output_wish *wish, const struct header *header,
                     const struct reader *in);

/*
 * Reads all rows of `in`, pushes them through the stage and writes what it lends to `out` (NULL: it lends nothing). A
 * failure of input, stage or output ends the loop before the end is pushed, since what is missing is not to be padded;
 * it is remembered there. Output to a pipe goes out after each block. Returns how many rows were read.
 */
int64_t run_rows(struct reader *in, struct stage *stage, struct writer *out, enum when progress);

/* Ends the program where the input or the stage failed. */
void run_check(const struct reader *in, const struct stage *stage);

/*
 * Closes both: an output that is not complete cannot pass for complete. Ends the program where the input, the stage or
 * the output failed; warns of samples clipped and of an input cut short.
 */
void run_close(struct reader *in, const struct stage *stage, struct output *out);

#endif
