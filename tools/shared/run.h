/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two ends of a program that turns rows into rows: opened with one sentence if they cannot be, closed with checks.
 */
#ifndef SPECPIPE_TOOLS_SHARED_RUN_H
#define SPECPIPE_TOOLS_SHARED_RUN_H

#include "stream/writer.h"
#include "tools/shared/io_options.h"

/* Opens the part of `path` that is wanted (NULL: stdin), or ends the program. */
void run_open_input(struct reader *in, const char *path, const struct reader_wish *wish);

/* Opens the output for rows as `header` says, and adds the command to their history; or ends the program. */
void run_open_output(struct writer *out, const struct output_wish *wish, const struct header *header,
                     const struct reader *in);

/*
 * The same, with what tables say beyond the header (`table` may be NULL). Where it has no names, columns of spectra are
 * named by their frequencies. One output at a time: the names are those of the last one opened.
 */
void run_open_table(struct writer *out, const struct output_wish *wish, const struct header *header,
                    const struct reader *in, const struct writer_table *table);

/* Closes both: nothing that is not whole passes for it. Ends the program where one of them failed; warns of what was clipped. */
void run_close(struct reader *in, struct writer *out);

#endif
