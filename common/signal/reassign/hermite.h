/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hermite windows: Gaussians times Hermite polynomials, orthogonal and optimally concentrated in time and frequency.
 * The reassigned spectra of the first few of them agree on lines and impulses and differ in noise.
 *
 * [xiao07] J. Xiao and P. Flandrin, "Multitaper time-frequency reassignment for nonstationary spectrum estimation and
 *          chirp enhancement", IEEE Trans. Signal Processing 55, 2007
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_HERMITE_H
#define SPECPIPE_SIGNAL_REASSIGN_HERMITE_H

#include <stddef.h>

enum { MOST_TAPERS = 16 };

/*
 * weights[length]  out: window `order` (0 .. count - 1) of `count`; the sum of the squares is 1
 * slopes[length]   out: its derivative, per sample
 *
 * Centred on sample (length - 1) / 2. All `count` windows have the same sigma, chosen so that the last one fits: at the
 * ends no window exceeds a hundredth of its greatest weight.
 */
void hermite_fill(double *weights, double *slopes, size_t length, size_t order, size_t count);

#endif
