/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A single row as a line spectrum: level over the row's axis, a line for each channel.
 *
 * Lines go through every column at its exact position. Where several fall on one pixel, the pool decides: max draws the
 * extent from the lowest to the highest, mean and median their mean and median power.
 */
#ifndef SPECPIPE_PICTURE_LINE_SPECTRUM_H
#define SPECPIPE_PICTURE_LINE_SPECTRUM_H

#include "picture/panels.h"

/* Whether a picture with these settings would be a line spectrum if its rows turned out to be a single one. */
bool line_spectrum_suits(const struct picture_setting *setting, const struct header *rows);

/* Creates picture->figure and draws picture->first_row. Sets picture->range. Returns NULL or a sentence. */
const char *line_spectrum_draw(struct picture *picture);

#endif
