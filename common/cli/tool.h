/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a program starts, speaks and ends.
 *
 * Only tools/ call this; everything else returns a sentence. Messages go to stderr, each in one write,
 * as "spec-stft: message", with control characters made visible.
 */
#ifndef SPECPIPE_CLI_TOOL_H
#define SPECPIPE_CLI_TOOL_H

#include "base/status.h"
#include "cli/option.h"

#include <stdbool.h>

struct tool {
    const char *name;     /* "spec-stft" */
    const char *synopsis; /* what follows the name: "[OPTION]... [FILE]" */
    const char *summary;  /* one sentence, or lines of at most 80 columns */
    const struct option_row *options;
    const struct option_row *more; /* rows shared with other tools; may be NULL */
    long most_operands;            /* negative: any number */
    /*
     * Changes variables once the whole command line is known; what the options say is then set again on top. So a
     * --preset gives way to all other options, wherever they stand. NULL or a sentence; may be absent.
     */
    const char *(*prepare)(void);
};

/*
 * Parses the command line; the index of the first operand comes back. Serves --help, --version and --list-options,
 * which end the program, as does a usage error. Lets SIGXFSZ be an error of write() (a full disk by decree).
 */
int tool_start(const struct tool *tool, int argc, char **argv);

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

bool tool_quiet(void);
bool tool_verbose(void);

#endif
