/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The range of levels that a picture shows: from the level of the first colour to that of the last.
 *
 * A range is parsed, read from another picture or chosen by default. It may depend on the picture's levels
 * (percentiles, auto); range_resolve fixes it.
 */
#ifndef SPECPIPE_PICTURE_RANGE_H
#define SPECPIPE_PICTURE_RANGE_H

#include "image/distribution.h"
#include "picture/view.h"

struct range {
    double low, high;                     /* levels in the unit of the view, or percentages */
    bool low_percentile, high_percentile; /* low, high: the percentage of all levels that do not exceed this end */
    bool fit;                             /* fitted to the levels; low and high have no meaning yet */
};

/* Parses -90:-10, p5:p99 or auto. NULL or a sentence. */
const char *range_parse(struct range *range, const char *text);

/* The key of the text chunk that begins with both ends of the range. */
extern const char range_key[];

/* Reads the range from a picture by spec-render. NULL or a sentence. */
const char *range_read(struct range *range, const char *png_path);

/*
 * The range if none is given. Pitch classes: 0:1. Decibels of known full scale: -120:0, for densities -150:-30.
 * Otherwise fitted to the levels.
 */
struct range range_default(const struct view *view);

/* Whether the range is two levels and does not depend on the picture. */
bool range_is_absolute(const struct range *range);

/*
 * Makes the range absolute, from the levels that are drawn; an absolute one needs none. After it low < high.
 *
 * Fitted, it spans all levels; for decibels from the 5th percentile, in whole decibels, 20 to 120 dB wide.
 */
void range_resolve(struct range *range, const struct distribution *levels, bool decibel);

#endif
