/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages on stderr, each in one write, as "spec-stft: message", with control characters made visible.
 *
 * Only tools/ call these; everything else returns a sentence. The progress line belongs here too: a message erases it.
 */
#ifndef SPECPIPE_CLI_MESSAGE_H
#define SPECPIPE_CLI_MESSAGE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Sets the program's name, which every message begins with, and that running out of memory ends it with a message. */
void message_start(const char *program);

/* --quiet and --verbose. */
void message_level(bool quiet, bool verbose);

bool message_quiet(void);
bool message_verbose(void);

/* Says what went wrong and ends the program. */
_Noreturn __attribute__((format(printf, 2, 3))) void die(int status, const char *format, ...);

/* Says what went wrong with one input of several; the program goes on. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* "spec-stft: warning: ..."; silent under --quiet. */
__attribute__((format(printf, 1, 2))) void warn(const char *format, ...);

/* Only under --verbose. */
__attribute__((format(printf, 1, 2))) void note(const char *format, ...);

/* The outcome of a run, to somebody who looks: on a terminal, and under --verbose; silent under --quiet. */
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);

/* Writes a progress line, which the next message erases. */
void message_line(const char *text, size_t bytes);

/* Erases the progress line, if there is one. */
void message_wipe(void);

#endif
