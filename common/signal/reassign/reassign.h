/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reassigned spectra of one or more channels: framer, operators, pruning and grid in a line.
 *
 * Push interleaved samples, take rows; pushing nothing ends the run. With several tapers a row is the mean of what each
 * of them makes. Whoever wants the points themselves asks for those of one frame after another instead of rows.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_REASSIGN_H
#define SPECPIPE_SIGNAL_REASSIGN_REASSIGN_H

#include "signal/transform/framer.h"
#include "signal/reassign/grid.h"
#include "signal/reassign/points.h"
#include "signal/reassign/estimate.h"
#include "signal/transform/stft.h"

struct reassign_setting {
    struct estimate_setting estimate; /* taper is set here */
    enum framing framing;
    enum padding padding;
    enum detrend detrend;
    struct prune prune;
    struct grid_setting grid; /* bins, gain and most_delay are set here */
    enum spectrum spectrum;   /* complex, magnitude, power, density or level */
    bool points;              /* reassign_points will be called, and not reassign_next */
    bool count;               /* reassign_energy will be called */
};

/* Sums of powers, as grid_weight weighs them, all channels and tapers. in = faint + pruned + earlier + later + beside + out; unmoved is part of in. */
struct reassign_energy {
    double in, unmoved, faint, pruned, earlier, later, beside, out;
};

struct reassign;

/* `most` is the most samples of one push. NULL, or what is wrong with the window or the rows. */
const char *reassign_create(struct reassign **reassign, const struct reassign_setting *setting, size_t channels,
                            size_t most);

/* Numbers per row and channel: the grid's columns, twice that for complex rows. */
size_t reassign_width(const struct reassign_setting *setting);

/* samples[count][channels]; count 0 ends the run. All ready rows must have been taken before. */
void reassign_push(struct reassign *reassign, const float *samples, size_t count);

/* row[channels][width] out; false: push more, or the run is over. */
bool reassign_next(struct reassign *reassign, float *row);

/* The points of the next frame, channel by channel, with the frame's number; NULL: push more, or the run is over. */
const struct points *reassign_points(struct reassign *reassign, int64_t *frame, size_t *channel);

/* As estimate_gain: what makes sums of points' powers read 1 for a steady full-scale sine. */
struct estimate_gain reassign_gain(const struct reassign *reassign);

struct reassign_energy reassign_energy(const struct reassign *reassign);

void reassign_destroy(struct reassign *reassign);

#endif
