/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The range of levels that a picture shows: from the level of the first colour to that of the last.
 *
 * A range is parsed, read from another picture or chosen by default. Its ends may depend on the levels that are drawn;
 * the functions below replace such ends by levels, in the order in which they are declared.
 */
#ifndef SPECPIPE_PICTURE_RANGE_H
#define SPECPIPE_PICTURE_RANGE_H

#include "image/distribution.h"
#include "picture/level_counts.h"
#include "picture/view.h"

enum range_end {
    RANGE_LEVEL,      /* a level in the unit of the view */
    RANGE_PERCENTILE, /* a percentile of all levels that are drawn; the number is a percentage */
    RANGE_AUTO,       /* chosen from the levels; the number is not used */
    RANGE_BELOW       /* of the low end: the number is the distance from the high one */
};

struct range {
    double low, high; /* numbers whose meaning depends on the kinds of the ends */
    enum range_end low_is, high_is;
};

/*
 * Parses -90:-10, p5:p99, ends of both kinds, LO: and :HI with the other end automatic, auto, and a single number: a
 * width in dB below the automatic high end. NULL or a sentence.
 */
const char *range_parse(struct range *range, const char *text);

/* The key of the text chunk that begins with both ends of the range. */
extern const char range_key[];

/* Reads the range from a picture by spec-render. NULL or a sentence. */
const char *range_read(struct range *range, const char *png_path);

/*
 * The range if none is given: 0:1 for pitch classes, otherwise automatic. Without a visible scale, decibels of known full
 * scale have a fixed range: -120:0, or -150:-30 for densities.
 */
struct range range_default(const struct view *view, bool visible_scale);

/* Whether both ends are levels, so that the range does not depend on the picture. */
bool range_is_absolute(const struct range *range);

/*
 * Replaces automatic ends of views that are not in decibels: of phases by -pi and pi, else by the 1st and the 99th
 * percentile.
 */
void range_set_kind(struct range *range, const struct view *view);

/* Whether an end is of this kind. */
bool range_has(const struct range *range, enum range_end kind);

/* The percentiles that range_set_percentiles needs, from 0 to 1: share[2] out. */
void range_shares(const struct range *range, double share[2]);

/* Replaces percentiles. Two that are equal become 0.5 less and 0.5 more. */
void range_set_percentiles(struct range *range, const struct distribution *levels);

/*
 * The least level that level_counts_create has to count: 80 dB below a high end that is known; -INFINITY if it is not.
 */
double range_least(const struct range *range);

/*
 * Replaces automatic ends, in decibels. The high end is the greatest level, the low end the 5th percentile of those within
 * 80 dB of the high one, as level_counts.h defines them; -120:0 if there are no levels.
 */
void range_set_counts(struct range *range, const struct level_counts *counts);

/* Replaces RANGE_BELOW, and moves the high end so that low < high. */
void range_close(struct range *range);

#endif
