/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hermite windows: Gaussians times Hermite polynomials, orthogonal and as concentrated in time and frequency together as
 * can be. Reassigned spectra made with the first few of them agree on lines and impulses and differ in noise.
 *
 * [xiao07] J. Xiao and P. Flandrin, "Multitaper time-frequency reassignment for nonstationary spectrum estimation and
 *          chirp enhancement", IEEE Trans. Signal Processing 55, 2007
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_HERMITE_H
#define SPECPIPE_SIGNAL_REASSIGN_HERMITE_H

#include <stddef.h>

enum { MOST_TAPERS = 16 };

/*
 * weights[length]  out: window `order` (0 .. count - 1) of `count`; their squares add to 1
 * slopes[length]   out: its derivative, per sample
 *
 * Centred on sample (length - 1) / 2. All `count` have the same width: the last one fits, and at the ends no window is
 * above a hundredth of its greatest weight.
 */
void hermite_fill(double *weights, double *slopes, size_t length, size_t order, size_t count);

#endif
