/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Points: what reassignment makes of one frame. Bin k, instead of lying at the frame's centre and at frequency k, has
 * an energy and a place of its own.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_POINTS_H
#define SPECPIPE_SIGNAL_REASSIGN_POINTS_H

#include <stdbool.h>
#include <stddef.h>

/* All of them arrays of [bins]. */
struct points {
    size_t bins;
    float *shift;            /* the frequency is k + shift, in bins */
    float *delay;            /* the time is this many samples after the frame's centre */
    float *power;            /* a full-scale sine on a bin reads 1 there */
    float *mixed;            /* the phase's mixed derivative: 0 on a sinusoid, 1 on an impulse */
    bool *unmoved;           /* it would have moved too far, and stayed; where that is asked for */
    float *real, *imaginary; /* the bin's value, its phase counted from the frame's centre; |value|^2 is its power */
};

struct points *points_create(size_t bins);
void points_destroy(struct points *points);

/* The sum of their powers, in double precision. */
double points_energy(const struct points *points);

/*
 * Of delays by phase: neighbours that are opposite, or nearly so where a lobe begins above them, have none, for side
 * lobes are like that. An impulse near the frame's end delays all bins alike.
 */
void points_clear_sidelobe_delays(struct points *points, size_t fft_size);

/*
 * Pruning. A point stays when its power is not below `floor`, nor below `depth` times the greatest of its frame, and
 * its mixed derivative lies within `tolerance` of what is kept: 0 (lines), 1 (impulses). [fulop06, fitz06]
 */
enum keep { KEEP_ALL, KEEP_LINES, KEEP_IMPULSES, KEEP_BOTH };
const char *keep_name(size_t i);

struct prune {
    enum keep keep;
    float tolerance;
    float floor, depth; /* powers; the second as a ratio */
};

/* The power of a point that goes becomes 0. */
void points_prune_faint(struct points *points, const struct prune *prune);
void points_prune_mixed(struct points *points, const struct prune *prune);

#endif
