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
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT};
static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT};

/* Changed only while the deadly signals are blocked. */
static struct {
    char *const volatile **names; /* [count] */
    size_t count, room;
    bool watching; /* the handlers are installed */
} state;

static volatile sig_atomic_t ignore_interrupt;

static void sweep(void)
{
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

void signals_watch(char *const volatile *name)
{
    sigset_t before;
    block(&before);
    if (state.count == state.room) {
        state.room = state.room > 0 ? 2 * state.room : 4;
        state.names = mem_grow(state.names, state.room, sizeof *state.names);
    }
    state.names[state.count++] = name;
    if (!state.watching) {
        state.watching = true;
        atexit(sweep);
        for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
            install(deadly[i], sweep_and_die);
    }
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
