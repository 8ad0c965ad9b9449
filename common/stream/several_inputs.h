/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Begins and ends the inputs of a writer, and removes the rows of an input that failed.
 *
 * The rows of an input stay removable until it has ended well: in a file from an offset on, for a pipe in a spool.
 */
#ifndef SPECPIPE_STREAM_SEVERAL_INPUTS_H
#define SPECPIPE_STREAM_SEVERAL_INPUTS_H

#include "stream/row_format.h"

/* Returns the sentence that the writer's format takes only one input. */
const char *several_inputs_refuse(const struct writer *writer);

/* Begins an input: later bytes belong to it. */
void several_inputs_begin(struct writer *writer);

/*
 * Ends the current input, if any. `good`: it was read to its end; if so, checks the row count and writes held rows;
 * otherwise writes none.
 */
void several_inputs_end(struct writer *writer, bool good);

/* Removes the rows of the input that has just ended. */
void several_inputs_remove(struct writer *writer);

#endif
