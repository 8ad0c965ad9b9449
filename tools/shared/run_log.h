/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The messages of a run over several inputs: written in the order of the list, whichever input ends first.
 *
 * A warning that several inputs share is written once; at the end a line says of how many more inputs it is true.
 */
#ifndef SPECPIPE_TOOLS_SHARED_RUN_LOG_H
#define SPECPIPE_TOOLS_SHARED_RUN_LOG_H

#include <stddef.h>

#include "cli/message.h"

struct run_log;

/* names[count] of the inputs, with which their messages begin, "NAME: "; they must outlive the log. */
struct run_log *run_log_create(char *const *names, size_t count);

/* A message of input i. */
void run_log_message(struct run_log *log, size_t i, enum message_kind kind, const char *text);

/* Input i has ended: there are no further messages of it. */
void run_log_end(struct run_log *log, size_t i);

/* Writes what is left, and how often warnings were repeated. */
void run_log_destroy(struct run_log *log);

#endif
