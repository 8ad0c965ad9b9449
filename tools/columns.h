/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of the columns of spectra whose axis is not linear: their frequencies in hertz.
 */
#ifndef SPECPIPE_TOOLS_COLUMNS_H
#define SPECPIPE_TOOLS_COLUMNS_H

#include "stream/header.h"

/*
 * One name for each number of a channel's row: the shortest decimal text within 10^-6 of the frequency (within
 * 10^-9 Hz near 0), and within less than half of the way to its neighbours, so that all differ; with re_ or im_ in front where rows are complex.
 *
 * NULL: the stream's own names will do, as on a linear axis, of features, or where columns are too close to have names.
 * For columns_free.
 */
const char *const *columns_names(const struct header *header);

void columns_free(const char *const *names);

#endif
