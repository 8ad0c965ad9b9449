/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The setting of a grid: the cells, and the numbers that are added up in them.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_GRID_SETTING_H
#define SPECPIPE_SIGNAL_REASSIGN_GRID_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/transform/scale.h"

/*
 * The quantity that is summed in a cell. Complex values are first rotated to the time of the cell, each at its own
 * frequency.
 */
enum accumulation { ACCUMULATE_POWER, ACCUMULATE_MAGNITUDE, ACCUMULATE_COMPLEX };

struct grid_setting {
    size_t hop, row_hop;       /* distance of frames, of rows; samples */
    size_t bins;               /* points per frame */
    double bin_width;          /* Hz */
    double rate;               /* sample rate, Hz */
    const struct scale *scale; /* column c is centred on first + c * step in the unit of this scale */
    double first, step;
    size_t width;      /* columns */
    double most_delay; /* samples; no point has a longer delay */
    double tone_delay; /* samples; that of the points of a steady tone */
    bool bilinear;     /* share each point between the four nearest cells */
    float fill;        /* the share of powers that is spread around its bin instead of moved, besides all of the power
                          of points.unmoved; only for powers. 0: everything is moved */
    enum accumulation accumulation;
    double gain;      /* factor of the sums */
    bool want_energy; /* grid_energy will be called */
};

#endif
