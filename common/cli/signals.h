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

#include <sys/types.h>

/*
 * Registers a file for removal: when the program ends by a signal or exit(), *name is unlinked unless it is NULL.
 * Until signals_forget, *name must be NULL or a complete string at every instant. Register before creating the file.
 * Any number of names may be registered.
 */
void signals_watch(char *const volatile *name);

/* Ends signals_watch. Does nothing for a name that is not registered. */
void signals_forget(char *const volatile *name);

enum { SIGNALS_MOST_CHILDREN = 1024 };

/*
 * A child process, forked by this function, that ends before this program does: a signal that ends the program, or
 * exit(), first ends the child by SIGTERM and waits for it. The child begins without the watched names and children of
 * its parent, and dies when its parent does, even of SIGKILL. Returns as fork(); -1 also for too many children.
 */
pid_t signals_fork(void);

/* Waits for the end of a child of signals_fork, whose status is that of waitpid(). */
int signals_wait(pid_t child);

/*
 * Ends the program with status 71 and a sentence if it crashes for lack of memory: some libraries use what malloc()
 * returned without looking, or abort. Any other crash is a bug, and stays a crash.
 */
void signals_explain_crashes(void);

/*
 * Ignores the next SIGINT, once. Ctrl-C reaches every program of a pipeline: the first one stops the program at the
 * head of the pipeline; the others then finish with the rows they have.
 */
void signals_ignore_first_interrupt(void);

#endif
