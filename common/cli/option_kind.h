/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of options: how each parses its argument and shows its value. For option_parse.c and option_help.c only.
 */
#ifndef SPECPIPE_CLI_OPTION_KIND_H
#define SPECPIPE_CLI_OPTION_KIND_H

#include "cli/option.h"

struct option_behaviour {
    const char *word;                                                   /* names the kind in --list-options */
    const char *(*set)(const struct option_row *row, const char *text); /* sets the variable */
    void (*show)(FILE *out, const struct option_row *row);              /* writes its value, nothing if not given */
};

const struct option_behaviour *option_behaviour(enum option_kind kind);

/* Row `index` of the tables, counted as one list, headings included; NULL past the end. */
const struct option_row *option_at(const struct option_row *const tables[], size_t index);

#endif
