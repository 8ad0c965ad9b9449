/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of a grid in time: their borders, and the gain that makes a steady tone equally strong in all of them.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_ROW_WEIGHTS_H
#define SPECPIPE_SIGNAL_REASSIGN_ROW_WEIGHTS_H

#include "signal/reassign/grid_setting.h"

/* The number of rows for `frames` frames: up to the row nearest to the last frame. */
int64_t grid_rows(const struct grid_setting *setting, int64_t frames);

/*
 * The weight of a frame's points: row_hop / hop, divided by the number of frames whose steady tones belong to the same
 * row, so that a steady sound is equally strong in all rows. 1 where hop is not below row_hop, and with bilinear
 * sharing, where the rows are divided instead by the sum of the shares.
 */
double grid_weight(const struct grid_setting *setting, int64_t frame);

/*
 * A row begins half a row before its centre, and this many samples earlier. The points of a steady tone are a whole
 * number of samples plus tone_delay from the centres of rows. The border of two rows is half-way between two such
 * places, because on the border rounding errors would move the tone from row to row. Errors of delays are larger with
 * longer windows, whose rows are further apart.
 */
double row_border(const struct grid_setting *setting);

/* The factor of the sums of a row: setting->gain, for bilinear shares corrected by the sum of the row's shares. */
double row_weights_gain(const struct grid_setting *setting, int64_t row);

#endif
