/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grid accumulates points in the nearest cells, at equal distances in time and on any frequency scale.
 *
 * Push the points of frame after frame, pull rows once no later frame can reach them; pushing nothing ends the run.
 * Row j is centred on sample j * row_hop, frame i on i * hop; a steady full-scale sine reads 1 for any ratio of them.
 * A row begins half a row before its centre, give or take half a sample and row_hop / 1024, so that no steady tone is on
 * the border.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_GRID_H
#define SPECPIPE_SIGNAL_REASSIGN_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "signal/reassign/grid_setting.h"
#include "signal/reassign/points.h"

const char *accumulation_name(size_t i);

/* Sums of weighted powers, when powers are accumulated. */
struct grid_energy {
    double within;         /* in rows */
    double earlier, later; /* before the first row, after the last one */
    double outside;        /* in no column */
};

struct grid;

/* Returns NULL, or that too many cells would be open at a time. */
const char *grid_create(struct grid **grid, const struct grid_setting *setting);

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
