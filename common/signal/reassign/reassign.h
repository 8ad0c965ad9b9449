/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reassigned spectra of one or more channels: framer, estimates, pruning and grid, one after the other.
 *
 * Push interleaved samples, pull rows; pushing nothing ends the run. With several tapers a row is the mean over the
 * tapers. Instead of rows, the points of one frame after another can be pulled.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_REASSIGN_H
#define SPECPIPE_SIGNAL_REASSIGN_REASSIGN_H

#include "signal/transform/framer.h"
#include "signal/reassign/grid.h"
#include "signal/reassign/points.h"
#include "signal/reassign/row_weights.h"
#include "signal/reassign/estimate.h"
#include "signal/transform/stft.h"

struct reassign_setting {
    struct estimate_setting estimate; /* taper and want_energy need not be set */
    enum framing framing;
    enum padding padding;
    enum detrend detrend;
    struct prune prune;
    struct grid_setting grid; /* bins, gain, delays and want_energy need not be set */
    enum spectrum spectrum;   /* complex, magnitude, power, density or level */
    bool want_points;         /* reassign_points will be called instead of reassign_next */
    bool want_energy;         /* reassign_energy will be called */
};

/*
 * Sums of powers, weighted by grid_weight, over all channels and tapers:
 * in = weak + pruned + earlier + later + outside + out
 */
struct reassign_energy {
    double in;             /* of all points */
    double unmoved;        /* the part of `in` that was not moved because it would have moved too far */
    double weak, pruned;   /* pruned by power; by mixed derivative */
    double earlier, later; /* before the first row, after the last one */
    double outside;        /* in no column */
    double out;            /* in the rows */
};

struct reassign;

/* At most `most` samples are pushed at once. Returns NULL, or a sentence about the window or the rows. */
const char *reassign_create(struct reassign **reassign, const struct reassign_setting *setting, size_t channels,
                            size_t most);

/* The numbers per row and channel: the grid's columns, twice that for complex rows. */
size_t reassign_width(const struct reassign_setting *setting);

/* samples[count][channels]; count 0 ends the run. All ready rows must have been pulled before. */
void reassign_push(struct reassign *reassign, const float *samples, size_t count);

/* row[channels][width] out. False: push more, or the run has ended. */
bool reassign_next(struct reassign *reassign, float *row);

/* Lends the points of the next frame, channel by channel; frame, channel out. NULL: push more, or the run has ended. */
const struct points *reassign_points(struct reassign *reassign, int64_t *frame, size_t *channel);

/* As estimate_gain: the factors that make sums over the points of a steady full-scale sine 1. */
struct estimate_gain reassign_gain(const struct reassign *reassign);

struct reassign_energy reassign_energy(const struct reassign *reassign);

void reassign_destroy(struct reassign *reassign);

#endif
