/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the axis of rows whose columns are named by their frequencies, as column_names.h and spec-mfcc name them.
 */
#ifndef SPECPIPE_SPECTRA_COLUMN_AXIS_H
#define SPECPIPE_SPECTRA_COLUMN_AXIS_H

#include <stdbool.h>

#include "stream/header.h"

/*
 * Sets header->axis, first and step to the first scale of the table on which the columns are evenly spaced and rise. False
 * and unchanged where there is none, or fewer than two columns have frequencies.
 *
 * hertz[width]  of each column (of complex rows, of each number), or NAN
 * half[width]   largest error of it, Hz
 */
bool column_axis_find(struct header *header, const double *hertz, const double *half);

#endif
