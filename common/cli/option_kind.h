/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of option: how each reads its argument and shows its default. Only option*.c use this.
 */
#ifndef SPECPIPE_CLI_OPTION_KIND_H
#define SPECPIPE_CLI_OPTION_KIND_H

#include "cli/option.h"

struct option_behaviour {
    const char *word;                                                    /* names the kind in --list-options */
    const char *(*take)(const struct option_row *row, const char *text); /* sets the variable */
    void (*show)(FILE *out, const struct option_row *row);               /* writes its value; nothing if unset */
};

const struct option_behaviour *option_behaviour(enum option_kind kind);

/* The index-th row of all tables taken as one, headings included; NULL after the last. */
const struct option_row *option_at(const struct option_row *const tables[], size_t index);

#endif
