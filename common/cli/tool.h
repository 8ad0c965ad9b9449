/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a program starts: its command line, --help, --version and --list-options.
 */
#ifndef SPECPIPE_CLI_TOOL_H
#define SPECPIPE_CLI_TOOL_H

#include "base/status.h"
#include "cli/message.h"
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
 * Parses the command line and returns the operands, ended by NULL. Serves --help, --version and --list-options,
 * which end the program, as does a usage error. Lets SIGXFSZ be an error of write() (a full disk by decree).
 */
char **tool_start(const struct tool *tool, int argc, char **argv);

/* The command line as it was given: the program's name and its arguments, with blanks between them. */
const char *tool_command(void);

#endif
