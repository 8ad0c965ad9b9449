/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Angles of many complex numbers, as atan2f has them, in vectors.
 *
 * Within 3e-7 of the angle itself, however small it is; 0 for 0. Source: the polynomial of S. Moshier's Cephes library.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_ANGLE_H
#define SPECPIPE_SIGNAL_REASSIGN_ANGLE_H

#include <stddef.h>

/* angles[count] out, -pi to pi; neither of the others may be angles itself */
void angle_fill(float *restrict angles, const float *restrict imaginary, const float *restrict real, size_t count);

#endif
