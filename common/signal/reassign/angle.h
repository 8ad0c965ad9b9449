/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The angles of complex numbers: atan2f over arrays, vectorised.
 *
 * The relative error is at most 3e-7, for small angles too; the angle of 0 is 0. The polynomial is that of S. Moshier's
 * Cephes library.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_ANGLE_H
#define SPECPIPE_SIGNAL_REASSIGN_ANGLE_H

#include <stddef.h>

/* angles[count] out: -pi to pi; may not overlap the others */
void angle_fill(float *restrict angles, const float *restrict imaginary, const float *restrict real, size_t count);

#endif
