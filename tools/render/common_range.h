/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The range of levels that all inputs of a run share: the automatic range of all their pixels together.
 *
 * All inputs are read once for it, by the same number of workers as for the pictures.
 */
#ifndef SPECPIPE_TOOLS_RENDER_COMMON_RANGE_H
#define SPECPIPE_TOOLS_RENDER_COMMON_RANGE_H

#include "picture/picture.h"
#include "tools/shared/several.h"

enum { RANGE_LABEL = 64 /* bytes of a unit of levels, with its zero */ };

/*
 * Finds the range. Inputs that fail are skipped: drawing them reports the failure. Ends the program if an input cannot be
 * read twice, if levels are in different units, or if none are in decibels.
 *
 * count  in a worker: counts the levels of an input, which are in `label`; false: they are not in decibels. It may end
 *        the worker.
 */
void common_range_find(struct range *range, const struct several *several, enum when progress,
                       bool (*count)(const char *path, struct level_counts *counts, char label[RANGE_LABEL]));

#endif
