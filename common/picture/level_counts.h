/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts of a picture's levels in steps of 5 dB, from which the automatic range is chosen.
 *
 * A picture is drawn once, whatever its range: the range is rounded to 5 dB.
 */
#ifndef SPECPIPE_PICTURE_LEVEL_COUNTS_H
#define SPECPIPE_PICTURE_LEVEL_COUNTS_H

#include <stddef.h>

enum { LEVEL_COUNTS_WIDEST = 80 /* dB: the width of an automatic range */ };

struct level_counts;

/* least  dB: levels below it are not counted; -INFINITY: all are */
struct level_counts *level_counts_create(double least);

/*
 * Counts a line of levels along the frequency axis, in dB.
 *
 * level[count], floor[count]  levels at or below the floor are empty: they are not counted
 * low                         the first `low` levels are near 0 Hz
 */
void level_counts_add(struct level_counts *counts, const float *level, const float *floor, size_t count, size_t low);

/*
 * The greatest level, rounded up to 5 dB; levels near 0 Hz only where there are no others. NAN where all are empty.
 * Levels beyond -2000 to 2000 dB count as these.
 */
double level_counts_top(const struct level_counts *counts);

/*
 * The lower end of a range that ends at `top`: the 5th percentile of the levels within 80 dB of it, rounded down to
 * 5 dB, at most 80 and at least 30 dB below `top`. Top is a multiple of 5, or was 80 dB above `least`.
 */
double level_counts_bottom(const struct level_counts *counts, double top);

/*
 * Counts of several pictures become those of all: level_counts_store writes them to record[LEVEL_COUNTS_RECORD], aligned to
 * 8 bytes, of which it uses only as much as there are different levels; level_counts_load adds those of a record.
 */
enum { LEVEL_COUNTS_RECORD = 16 + 801 * 24 /* bytes */ };
void level_counts_store(const struct level_counts *counts, void *record);
void level_counts_load(struct level_counts *counts, const void *record);

void level_counts_destroy(struct level_counts *counts);

#endif
