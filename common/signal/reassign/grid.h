/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grid accumulates points in the nearest cells, at equal distances in time and on any frequency scale.
 *
 * Push the points of frame after frame, pull rows once no later frame can reach them; pushing nothing ends the run.
 * Row j is centred on sample j * row_hop, frame i on i * hop; a steady full-scale sine reads 1 for any ratio of them.
 * A row begins half a row before its centre, give or take half a sample and row_hop / 1024, so that no steady tone lies
 * on the border.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_GRID_H
#define SPECPIPE_SIGNAL_REASSIGN_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/reassign/points.h"
#include "signal/transform/scale.h"

/*
 * The quantity that is summed in a cell. Complex values are first rotated to the time of the cell, each at its own
 * frequency.
 */
enum accumulation { ACCUMULATE_POWER, ACCUMULATE_MAGNITUDE, ACCUMULATE_COMPLEX };
const char *accumulation_name(size_t i);

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
    enum accumulation accumulation;
    double gain;      /* factor of the sums */
    bool want_energy; /* grid_energy will be called */
};

/* Sums of weighted powers, when powers are accumulated. */
struct grid_energy {
    double within;         /* in rows */
    double earlier, later; /* before the first row, after the last one */
    double outside;        /* in no column */
};

struct grid;

/* Returns NULL, or that too many cells would be open at a time. */
const char *grid_create(struct grid **grid, const struct grid_setting *setting);

/* The number of rows of that many frames: up to the row nearest to the last frame. */
int64_t grid_rows(const struct grid_setting *setting, int64_t frames);

/*
 * The weight of a frame's points: row_hop / hop, divided by the number of frames whose steady tones belong to the same
 * row, so that a steady sound is equally strong in all rows. 1 where hop is not below row_hop, and with bilinear
 * sharing, where the rows are divided instead by the sum of the shares.
 */
double grid_weight(const struct grid_setting *setting, int64_t frame);

/*
 * Adds the points of the next frame; NULL ends the run. `last` is false if more points of the same frame follow, those
 * of other tapers. All ready rows must have been pulled before.
 */
void grid_push(struct grid *grid, const struct points *points, bool last);

/* row[width] out, or [width][2] of complex values. False: push more, or the run has ended. */
bool grid_next(struct grid *grid, float *row);

struct grid_energy grid_energy(const struct grid *grid);

void grid_destroy(struct grid *grid);

#endif
