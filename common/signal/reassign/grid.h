/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grid gathers points into rows: cells at equal distances of time and of any frequency scale.
 *
 * Push the points of frame after frame, take rows as soon as no later frame can reach them; pushing nothing ends the
 * run. A cell holds what lies nearest to its centre. Rows need not be as far apart as frames, and a steady full-scale
 * sine reads 1 however they lie: row j is centred on sample j * row_hop, frame i on i * hop.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_GRID_H
#define SPECPIPE_SIGNAL_REASSIGN_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/reassign/points.h"
#include "signal/transform/scale.h"

/*
 * What is added up in a cell, and what is read from the sum. Values are turned to the cell's instant first, each at its
 * frequency.
 */
enum accumulation { ACCUMULATE_POWER, ACCUMULATE_MAGNITUDE, ACCUMULATE_COMPLEX };
const char *accumulation_name(size_t i);

struct grid_setting {
    size_t hop, row_hop;       /* samples */
    size_t bins;               /* of a frame's points */
    double bin_width;          /* Hz between them */
    double rate;               /* of the samples, Hz */
    const struct scale *scale; /* column c lies at first + c * step in its unit */
    double first, step;
    size_t width;      /* columns */
    double most_delay; /* samples; no point is moved by more */
    bool bilinear;     /* a point is shared by the four nearest cells */
    enum accumulation accumulation;
    double gain; /* of the sums */
    bool count;  /* whether grid_energy is wanted */
};

/* Sums of weighted powers, when powers are accumulated: what became rows, and what fell outside of them. */
struct grid_energy {
    double within, earlier, later, beside;
};

struct grid;

/* NULL, or what is wrong: too many cells would be open at a time. */
const char *grid_create(struct grid **grid, const struct grid_setting *setting);

/* Rows that come of that many frames: up to the one nearest to the last frame. */
int64_t grid_rows(const struct grid_setting *setting, int64_t frames);

/*
 * What a frame's points are multiplied with, so that each row gets as much of a steady sound as the next, however many
 * frames are nearest to it: row_hop / hop over their number. 1 where points are shared (bilinear) or frames are rarer
 * than rows.
 */
double grid_weight(const struct grid_setting *setting, int64_t frame);

/*
 * The points of the next frame, `last` unless more points of the same frame follow (other tapers'). NULL ends the run.
 * All ready rows must have been taken before.
 */
void grid_push(struct grid *grid, const struct points *points, bool last);

/* row[width] out, [width][2] when values are accumulated; false: push more, or the run is over. */
bool grid_next(struct grid *grid, float *row);

struct grid_energy grid_energy(const struct grid *grid);

void grid_destroy(struct grid *grid);

#endif
