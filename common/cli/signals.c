/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/signals.h"

#include "base/memory.h"
#include "base/status.h"
#include "cli/message.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT};
static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT};

/* Changed only while the deadly signals are blocked. */
static struct {
    char *const volatile **names; /* [count] */
    size_t count, room;
    bool watching;                         /* the handlers are installed */
    pid_t children[SIGNALS_MOST_CHILDREN]; /* [child_count] */
    size_t child_count;
} state;

static volatile sig_atomic_t ignore_interrupt;

/* Ends all children: first all are told, then all are awaited. */
static void end_children(void)
{
    for (size_t i = 0; i < state.child_count; i++)
        kill(state.children[i], SIGTERM);
    for (size_t i = 0; i < state.child_count; i++)
        while (waitpid(state.children[i], NULL, 0) < 0 && errno == EINTR)
            continue;
}

static void sweep(void)
{
    end_children();
    for (size_t i = 0; i < state.count; i++) {
        const char *name = *state.names[i];
        if (name != NULL)
            unlink(name);
    }
}

static void sweep_and_die(int signal_number)
{
    if (signal_number == SIGINT && ignore_interrupt) {
        ignore_interrupt = 0;
        return;
    }
    sweep();
    signal(signal_number, SIG_DFL);
    raise(signal_number); /* blocked here: it takes effect on return */
}

/* Blocks the deadly signals; *before out, for restore(). */
static void block(sigset_t *before)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        sigaddset(&set, deadly[i]);
    sigprocmask(SIG_BLOCK, &set, before);
}

static void restore(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

/* Installs a handler where there is none: the signal is neither ignored nor handled by another (a sanitizer). */
static void install(int signal_number, void (*handler)(int))
{
    struct sigaction now, then = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&then.sa_mask);
    sigaction(signal_number, NULL, &now);
    if (now.sa_handler == SIG_DFL)
        sigaction(signal_number, &then, NULL);
}

/* Installs the handlers, once. Call it with the deadly signals blocked. */
static void begin_watching(void)
{
    if (state.watching)
        return;
    state.watching = true;
    atexit(sweep);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        install(deadly[i], sweep_and_die);
}

void signals_watch(char *const volatile *name)
{
    sigset_t before;
    block(&before);
    if (state.count == state.room) {
        state.room = state.room > 0 ? 2 * state.room : 4;
        state.names = mem_grow(state.names, state.room, sizeof *state.names);
    }
    state.names[state.count++] = name;
    begin_watching();
    restore(&before);
}

void signals_forget(char *const volatile *name)
{
    sigset_t before;
    block(&before);
    for (size_t i = state.count; i-- > 0;)
        if (state.names[i] == name)
            state.names[i] = state.names[--state.count];
    restore(&before);
}

/* In the child, before it does anything else. */
static void begin_child(pid_t parent)
{
    struct sigaction action = {.sa_handler = sweep_and_die, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL); /* even if the parent ignores it */
    state.count = state.child_count = 0;
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* it cannot fail */
    if (getppid() != parent)
        _exit(EXIT_INTERNAL); /* the parent died before that call */
}

pid_t signals_fork(void)
{
    sigset_t before;
    pid_t parent = getpid(), child = -1;
    block(&before);
    begin_watching();
    errno = EAGAIN;
    if (state.child_count < SIGNALS_MOST_CHILDREN)
        child = fork();
    if (child == 0)
        begin_child(parent);
    else if (child > 0)
        state.children[state.child_count++] = child;
    restore(&before);
    return child;
}

int signals_wait(pid_t child)
{
    sigset_t before;
    siginfo_t unused;
    int status = 0;
    while (waitid(P_PID, (id_t)child, &unused, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        continue;
    block(&before); /* once it is reaped, its number may belong to another process */
    waitpid(child, &status, 0);
    for (size_t i = state.child_count; i-- > 0;)
        if (state.children[i] == child)
            state.children[i] = state.children[--state.child_count];
    restore(&before);
    return status;
}

/* malloc() sets errno when it fails. A crash soon after, before another failure sets it, is due to that. */
static void end_or_crash(int signal_number)
{
    if (errno == ENOMEM) {
        sweep();
        message_out_of_memory();
        _exit(EXIT_NO_MEMORY);
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void signals_explain_crashes(void)
{
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        install(crashes[i], end_or_crash);
}

void signals_ignore_first_interrupt(void)
{
    ignore_interrupt = 1;
    install(SIGINT, sweep_and_die);
}
