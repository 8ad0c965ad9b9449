/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of spec-reassign: all points, the peaks of each frame, or the time offset of each frame's energy.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_POINT_TABLES_H
#define SPECPIPE_TOOLS_REASSIGN_POINT_TABLES_H

#include "signal/reassign/reassign.h"
#include "tools/shared/table.h"

/*
 * points  time s, frequency Hz, level dB (of the bin, as in spec-stft), mixed derivative
 * peaks   the same of each bin that neither neighbour exceeds and that is not another peak's side lobe; the level is
 *         that of the whole lobe, down to the minimum on either side, and of the bins further out that agree with its
 *         frequency: a steady sine reads its own level, and so does a gliding one
 * events  of each frame: its time in s, the delay of its energy's centre in s, its level in dB. The delay falls
 *         through 0 at an onset
 *
 * With several channels, the last column is the channel's number.
 */
enum point_table { POINT_TABLE_NONE, POINT_TABLE_POINTS, POINT_TABLE_PEAKS, POINT_TABLE_EVENTS };

const struct table_column *point_table_columns(enum point_table kind, bool channels);

struct point_table_setting {
    enum point_table kind;
    bool channels;                    /* there are several, and a column for them */
    double start;                     /* time of frame 0, s */
    double rate;                      /* of the samples, Hz */
    double low, high;                 /* Hz; other points are left out */
    double gain;                      /* of sums of powers: a full-scale sine then has power 1 */
    size_t hop, fft_size, win_length; /* samples */
};

/* Adds the lines of one frame's points. Returns how many points it left out because they would have moved too far. */
int64_t point_table_frame(struct table *table, const struct point_table_setting *setting, const struct points *points,
                          int64_t frame, size_t channel);

#endif
