/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options that a program does not have: spelt in another way, misspelt, or called otherwise than in other programs.
 * For option_parse.c only.
 */
#ifndef SPECPIPE_CLI_OPTION_UNKNOWN_H
#define SPECPIPE_CLI_OPTION_UNKNOWN_H

#include "cli/option.h"

/*
 * The row that `word`, --NAME or --NAME=ARGUMENT, means but for case, '-' and '_': --Win_Length is --win-length. NULL:
 * none. Only for words that getopt_long does not know.
 */
const struct option_row *option_respelt(const struct option_row *const tables[], const char *word);

/* The sentence about such a word that means no row: what to use instead, what it may mean, or that it is unknown. */
const char *option_unknown(const struct option_row *const tables[], const char *word);

#endif
