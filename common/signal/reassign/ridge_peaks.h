/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the peaks of ridges in one frame's points, and the energy of each peak's lobe.
 *
 * Reassigned points of one sinusoid agree in frequency, k + shift[k], over the whole main lobe and its side lobes.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_RIDGE_PEAKS_H
#define SPECPIPE_SIGNAL_REASSIGN_RIDGE_PEAKS_H

#include "signal/reassign/points.h"

/*
 * Whether bin k is a local maximum of power whose point moved by at most `most_shift` bins. A side lobe of another peak
 * moves further, so with the main lobe's full width as `most_shift` it is no peak. Of equal neighbours the lower bin is
 * the peak.
 */
bool ridge_is_peak(const struct points *points, size_t k, double most_shift);

/*
 * The energy of the lobe whose peak is bin k: on each side down to the minimum before the next lobe, and further as
 * long as points agree with the peak's frequency within `tolerance` bins, as the side lobes of a steady sinusoid do. A
 * point without power ends a side.
 */
double ridge_energy(const struct points *points, size_t k, double tolerance);

#endif
