/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Presets: recipes by the names of the programs whose numbers they give.
 *
 * A row is a list of options, those that differ from Kaldi's, which hold when nothing is said.
 */
#ifndef SPECPIPE_TOOLS_MFCC_PRESET_H
#define SPECPIPE_TOOLS_MFCC_PRESET_H

#include <stdio.h>

#include "cli/option.h"
#include "features/recipe.h"

const char *preset_name(size_t i);

/* Sets *recipe, to which the options of `table` point, to the preset. The name is one of preset_name. */
void preset_apply(struct recipe *recipe, const struct option_row *table, const char *name);

/*
 * Every option of the recipe, a line each: name, the value in force, the preset's, and a mark where they differ, in
 * columns. Options of `table` that belong to the recipe are those that point into it.
 */
void preset_explain(FILE *out, struct recipe *recipe, const struct option_row *table, const char *name);

/* The first option of names[] (NULL ends them) in which the recipe differs from the preset; NULL: none. */
const char *preset_overruled(struct recipe *recipe, const struct option_row *table, const char *name,
                             const char *const *names);

#endif
