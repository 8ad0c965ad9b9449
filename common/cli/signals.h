/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals that end a program: removes temporary files before it dies, and lets it survive the first Ctrl-C.
 *
 * Handles SIGINT, SIGTERM, SIGHUP, SIGPIPE and SIGQUIT, except those that are ignored (nohup) or that the program
 * handles itself. The program dies of the signal, so its parent sees the cause.
 */
#ifndef SPECPIPE_CLI_SIGNALS_H
#define SPECPIPE_CLI_SIGNALS_H

/*
 * Removes the file *name when a signal or exit() ends the program, if *name is not NULL then. *name must be NULL or a
 * complete string at every instant until signals_forget. Watch it before the file is created: any number can be.
 */
void signals_watch(char *const volatile *name);

/* Ends signals_watch. Harmless for a name that is not watched. */
void signals_forget(char *const volatile *name);

/*
 * Ends the program with status 71 and a sentence if it crashes for lack of memory: some libraries use what malloc()
 * returned without looking, or abort. Any other crash is a bug, and stays a crash.
 */
void signals_explain_crashes(void);

/*
 * Ignores the next SIGINT, once. Ctrl-C reaches every program of a pipeline: the first one is for the program at the
 * head, whose output then ends, and the others finish with what they got.
 */
void signals_ignore_first_interrupt(void);

#endif
