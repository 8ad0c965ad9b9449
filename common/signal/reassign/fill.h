/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spreads the powers of bins over the columns of a grid without moving them, so that no cell between reassigned points
 * is empty. The energy is kept.
 *
 * Each bin has a triangle of columns: from the bin below to the bin above, at least one column to either side. Bins
 * closer than columns are shared by the two columns around them; between bins further apart the shares interpolate. On a
 * logarithmic axis the triangle of bin 1 reaches down to the first column.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_FILL_H
#define SPECPIPE_SIGNAL_REASSIGN_FILL_H

#include <stddef.h>

#include "signal/reassign/grid_setting.h"

struct fill;

/* For the bins and columns of `setting`. */
struct fill *fill_create(const struct grid_setting *setting);

/*
 * Adds power[bins] times `by` to cells[1 + width + 1]: those of the columns, and before and after them a cell for the
 * energy in no column.
 */
void fill_add(const struct fill *fill, float *cells, const float *power, float by);

void fill_destroy(struct fill *fill);

#endif
