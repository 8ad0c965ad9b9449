/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer's inputs: where one ends and the next begins, and how what came of one is taken back.
 *
 * The rows of an input stay in the file behind a mark, or in a spool on the way to a pipe, until they are known to be
 * good. This part of the writer is for writer.c alone.
 */
#ifndef SPECPIPE_STREAM_SEVERAL_INPUTS_H
#define SPECPIPE_STREAM_SEVERAL_INPUTS_H

#include "stream/writer.h"

/* Why the writer's format takes one input only. */
const char *several_inputs_refuse(const struct writer *writer);

/* From here on bytes are the current input's. */
void several_inputs_begin(struct writer *writer);

/* The current input, if there is one, has ended: its rows are counted and go out, or `good` is false. */
void several_inputs_settle(struct writer *writer, bool good);

#endif
