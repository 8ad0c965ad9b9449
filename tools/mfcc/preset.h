/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Presets are recipes, named after the programs whose results they reproduce. Each lists the options in which it
 * differs from Kaldi's recipe, which is the default.
 */
#ifndef SPECPIPE_TOOLS_MFCC_PRESET_H
#define SPECPIPE_TOOLS_MFCC_PRESET_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/option.h"
#include "features/recipe.h"

/* The name of preset i; NULL past the end. */
const char *preset_name(size_t i);

/* Sets the recipe to a preset; the options of `table` set that recipe. `name` is one of preset_name. */
void preset_apply(struct recipe *recipe, const struct option_row *table, const char *name);

/*
 * Warns if the preset makes the input of a trained model (whisper, vggish) and the samples of `input` have another rate
 * than the model's. Returns whether it warned.
 */
bool preset_warn_of_rate(const char *name, const char *input, double rate);

/*
 * Writes a line for each option of `table` that sets the recipe, in columns: its name, its value, the preset's, and a
 * mark where they differ.
 */
void preset_explain(FILE *out, const struct recipe *recipe, const struct option_row *table, const char *name);

#endif
