/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The points of one frame: the time, frequency and power of each bin after reassignment.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_POINTS_H
#define SPECPIPE_SIGNAL_REASSIGN_POINTS_H

#include <stdbool.h>
#include <stddef.h>

/* All arrays have [bins] elements. */
struct points {
    size_t bins;
    float *shift;            /* bins; the frequency of point k is k + shift */
    float *delay;            /* samples after the frame's centre */
    float *power;            /* a full-scale sine on a bin has power 1 there */
    float *mixed;            /* mixed partial derivative of the phase: 0 on a sinusoid, 1 on an impulse */
    bool *unmoved;           /* not moved: too far, or scattered; filled with estimate_setting.want_energy */
    float *real, *imaginary; /* the bin's complex value, phase 0 at the frame's centre; |value|^2 = power */
};

struct points *points_create(size_t bins);
void points_destroy(struct points *points);

/* The sum of the powers, in double precision. */
double points_energy(const struct points *points);

/*
 * Nelson only: side lobes, which are bins in opposite phase to a neighbour (nearly opposite just below a lobe), get the
 * delay of a steady tone. An impulse delays all bins equally and is kept.
 */
void points_clear_sidelobe_delays(struct points *points, size_t fft_size, float tone_delay);

/*
 * Marks the points as unmoved whose mixed derivative is beyond -1/2 .. 3/2. Lines, chirps and impulses have 0 to 1;
 * further out, near zeros of the spectrum, the estimates diverge and would scatter energy as single dots.
 */
void points_mark_scattered(struct points *points);

/*
 * Pruning keeps a point if its power is at least `floor` and at least `depth` times the greatest of its frame, and if
 * its mixed derivative is within `tolerance` of 0 (lines) or 1 (impulses). [fulop06, fitz06]
 */
enum keep { KEEP_ALL, KEEP_LINES, KEEP_IMPULSES, KEEP_BOTH };
const char *keep_name(size_t i);

struct prune {
    enum keep keep;
    float tolerance;
    float floor; /* power */
    float depth; /* ratio of powers */
};

/* Set the power of pruned points to 0: of weak ones, and of those with another mixed derivative. */
void points_prune_weak(struct points *points, const struct prune *prune);
void points_prune_mixed(struct points *points, const struct prune *prune);

#endif
