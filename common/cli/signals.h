/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals that end a program: removes temporary files before it dies. After signals_ignore_first_interrupt, the program
 * survives the first Ctrl-C.
 *
 * Handles SIGINT, SIGTERM, SIGHUP, SIGPIPE and SIGQUIT, except those that are ignored (nohup) or that the program
 * handles itself. The program dies of the signal, so its parent sees the cause.
 */
#ifndef SPECPIPE_CLI_SIGNALS_H
#define SPECPIPE_CLI_SIGNALS_H

/*
 * Registers a file for removal: when the program ends by a signal or exit(), *name is unlinked unless it is NULL.
 * Until signals_forget, *name must be NULL or a complete string at every instant. Register before creating the file.
 * Any number of names may be registered.
 */
void signals_watch(char *const volatile *name);

/* Ends signals_watch. Does nothing for a name that is not registered. */
void signals_forget(char *const volatile *name);

/*
 * Ignores the next SIGINT, once. Ctrl-C reaches every program of a pipeline: the first one stops the program at the
 * head of the pipeline; the others then finish with the rows they have.
 */
void signals_ignore_first_interrupt(void);

#endif
