/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages on stderr, as "spec-stft: message", with control characters made visible. Each is one write().
 *
 * Called by tools/, and within cli by tool.c and progress.c only; the library returns sentences. A message erases the
 * progress line first.
 */
#ifndef SPECPIPE_CLI_MESSAGE_H
#define SPECPIPE_CLI_MESSAGE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Sets the program's name, with which messages begin. Also installs the out-of-memory handler, which prints a message
 * and exits.
 */
void message_start(const char *program);

/* Sets the level of --quiet and --verbose. */
void message_level(bool quiet, bool verbose);

bool message_quiet(void);
bool message_verbose(void); /* false under --quiet */

/* Writes an error message and ends the program. */
_Noreturn __attribute__((format(printf, 2, 3))) void die(int status, const char *format, ...);

/* Writes an error message about one input of several, and returns. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* Writes an error message and returns the exit status that goes with it. */
__attribute__((format(printf, 2, 3))) int fail_with(int status, const char *format, ...);

/* Writes "spec-stft: warning: ..."; silent under --quiet. */
__attribute__((format(printf, 1, 2))) void warn(const char *format, ...);

/* Writes a note; silent without --verbose. */
__attribute__((format(printf, 1, 2))) void note(const char *format, ...);

/* Writes the result of a run if stderr is a terminal or under --verbose; silent under --quiet. */
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);

/* The kinds of messages; all but errors may have been asked for or against. */
enum message_kind { MESSAGE_ERROR, MESSAGE_WARNING, MESSAGE_NOTE };

/*
 * Passes messages, without the program's name, to `sink` instead of writing them; those that --quiet or a missing
 * --verbose suppress are not passed. NULL: writes them again.
 */
typedef void message_sink(void *to, enum message_kind kind, const char *text);
void message_divert(message_sink *sink, void *to);

/* Writes a message that was diverted. */
void message_write(enum message_kind kind, const char *text);

/* Says that memory ran out. Async-signal-safe. */
void message_out_of_memory(void);

/* Writes a progress line, which the next message erases. */
void message_line(const char *text, size_t bytes);

/* Erases the progress line, if there is one. */
void message_wipe(void);

#endif
