/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The start of a program: parses its command line and serves --help, --version and --list-options.
 */
#ifndef SPECPIPE_CLI_TOOL_H
#define SPECPIPE_CLI_TOOL_H

#include "base/status.h"
#include "cli/message.h"
#include "cli/option.h"

#include <stdbool.h>

struct tool {
    const char *name;     /* "spec-stft" */
    const char *synopsis; /* after the name in the usage line: "[OPTION]... [FILE]" */
    const char *example;  /* a command line that most people want */
    const char *summary;  /* one sentence, or lines of at most 80 columns */
    const struct option_row *options;
    const struct option_row *more; /* rows shared with other tools; may be NULL */
    long most_operands;            /* negative: any number */
    /*
     * Changes variables after the command line has been parsed; it is then parsed again, so that all other options
     * override a --preset wherever they are. NULL or a sentence; may be absent.
     */
    const char *(*prepare)(void);
};

/*
 * Parses the command line and returns the operands, ended by NULL. --help, --version, --list-options and a usage error
 * end the program. Ignores SIGXFSZ, so that write() fails with EFBIG instead of a signal killing the program. Closed
 * standard streams become ones that can be neither read nor written, so that no file opened later takes their place.
 */
char **tool_start(const struct tool *tool, int argc, char **argv);

/*
 * The command line for the history of an output: the program's name and its arguments, separated by blanks, as
 * command_text() has them.
 */
const char *tool_command(void);

/* Makes tool_command name only this input. NULL: the operands as given. */
void tool_set_operand(const char *operand);

/* Closes stdout after printing to it by stdio: EXIT_DONE, or ends the program if any of it could not be written. */
int tool_close_stdout(void);

#endif
