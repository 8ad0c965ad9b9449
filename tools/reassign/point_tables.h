/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables that spec-reassign makes of points: all of them, the peaks of each frame, or how each frame's energy lies.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_POINT_TABLES_H
#define SPECPIPE_TOOLS_REASSIGN_POINT_TABLES_H

#include "signal/reassign/reassign.h"
#include "tools/shared/table.h"

/*
 * points  time s, frequency Hz, level dB (the bin's, as spec-stft has it), mixed derivative
 *         Points that would have moved too far are no estimates, and left out
 * peaks   the same of each bin that none of its neighbours exceeds and that is not another's side lobe; level: of the
 *         whole lobe, down to the minimum on either side, and of what agrees with the frequency beyond, so that a steady
 *         sine reads its own, and a gliding one too
 * events  of each frame: its time, by how much its energy lies later (s), its level; falling through 0 it passes an onset
 *
 * With several channels their number stands behind.
 */
enum point_table { POINT_TABLE_NONE, POINT_TABLE_POINTS, POINT_TABLE_PEAKS, POINT_TABLE_EVENTS };

const struct table_column *point_table_columns(enum point_table list, bool channels);

/* Adds the lines that come of one frame's points; how many were left out comes back. `start`: the time of frame 0, s; `low`, `high`: Hz */
struct point_table_setting {
    enum point_table list;
    bool channels;
    double start, rate, low, high, gain;
    size_t hop, fft_size, win_length;
};
int64_t point_table_frame(struct table *table, const struct point_table_setting *setting, const struct points *points,
                          int64_t frame, size_t channel);

#endif
