/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feature rows as line plots: small multiples with a common time axis, one for each plot of picture->plots.
 */
#ifndef SPECPIPE_PICTURE_FEATURE_PLOTS_H
#define SPECPIPE_PICTURE_FEATURE_PLOTS_H

#include "picture/panels.h"

/*
 * numbers[panels_numbers]  out: those to be pooled of one row and channel
 * row[width]               NaN becomes -infinity, so that the greatest of a column is that of its numbers
 */
void feature_plots_numbers(const struct picture *picture, float *numbers, const float *row);

/* Creates picture->figure and draws the plots. Returns NULL, or a sentence and its exit status. */
const char *feature_plots_draw(struct picture *picture, int *status);

#endif
