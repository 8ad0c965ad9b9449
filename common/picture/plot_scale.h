/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scale of a line plot: the values at both ends of its axis.
 */
#ifndef SPECPIPE_PICTURE_PLOT_SCALE_H
#define SPECPIPE_PICTURE_PLOT_SCALE_H

#include "image/line_plot.h"
#include "picture/range.h"

/*
 * The ends of an axis for point[count], low < high. `range` decides: it is absolute, or percentiles of the values, or
 * else the ends are fitted to all finite values:
 *
 * of decibels     from a multiple of 5 dB to another, at most 120 dB apart; levels at the floor do not count
 * of other rows   4 % of their span beyond the values, or 10 % beyond a single one; from 0 on where they are positive
 *                 and reach down to a quarter of the greatest
 */
struct band plot_scale_find(const struct range *range, bool decibel, const struct plot_point *point, size_t count);

#endif
