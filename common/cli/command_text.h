/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line as the history of an output keeps it.
 *
 * An output made together with others has the same history as one made alone, so options that change no byte of it are
 * left out: those of messages, of the list of inputs and of workers.
 */
#ifndef SPECPIPE_CLI_COMMAND_TEXT_H
#define SPECPIPE_CLI_COMMAND_TEXT_H

#include "cli/option.h"

/*
 * The words of a valid command line, in their order, separated by blanks; released by free().
 *
 * tables   of its options, ended by NULL
 * argv     as given: before getopt_long reorders it
 * operand  takes the place of all operands, which it need not be one of; NULL: all operands as they are
 */
char *command_text(const struct option_row *const tables[], int argc, char *const argv[], const char *operand);

#endif
