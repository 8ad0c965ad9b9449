/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reassigned spectra of one or more channels: framer, operators, pruning and grid in a line.
 *
 * Push interleaved samples, take rows; pushing nothing ends the run. With several tapers a row is the mean of what each
 * of them makes. Whoever wants the points themselves asks for those of one frame after another instead of rows.
 */
#ifndef SPECPIPE_SIGNAL_SHARPEN_H
#define SPECPIPE_SIGNAL_SHARPEN_H

#include "signal/framer.h"
#include "signal/grid.h"
#include "signal/points.h"
#include "signal/reassign.h"
#include "signal/stft.h"

struct sharpen_setting {
    struct reassign_setting reassign; /* taper is set here */
    enum framing framing;
    enum padding padding;
    enum detrend detrend;
    struct prune prune;
    struct grid_setting grid; /* bins, gain and most_delay are set here */
    enum spectrum spectrum;   /* complex, magnitude, power, density or level */
    bool points;              /* sharpen_points will be called, and not sharpen_next */
    bool count;               /* sharpen_energy will be called */
};

/* Sums of powers, as grid_weight weighs them, all channels and tapers. in = faint + pruned + earlier + later + beside + out; held is part of in. */
struct sharpen_energy {
    double in, held, faint, pruned, earlier, later, beside, out;
};

struct sharpen;

/* `most` is the most samples of one push. NULL, or what is wrong with the window or the rows. */
const char *sharpen_create(struct sharpen **sharpen, const struct sharpen_setting *setting, size_t channels,
                           size_t most);

/* Numbers per row and channel: the grid's columns, twice that for complex rows. */
size_t sharpen_width(const struct sharpen_setting *setting);

/* samples[count][channels]; count 0 ends the run. All ready rows must have been taken before. */
void sharpen_push(struct sharpen *sharpen, const float *samples, size_t count);

/* row[channels][width] out; false: push more, or the run is over. */
bool sharpen_next(struct sharpen *sharpen, float *row);

/* The points of the next frame, channel by channel, with the frame's number; NULL: push more, or the run is over. */
const struct points *sharpen_points(struct sharpen *sharpen, int64_t *frame, size_t *channel);

/* As reassign_gain: what makes sums of points' powers read 1 for a steady full-scale sine. */
struct reassign_gain sharpen_gain(const struct sharpen *sharpen);

struct sharpen_energy sharpen_energy(const struct sharpen *sharpen);

void sharpen_destroy(struct sharpen *sharpen);

#endif
