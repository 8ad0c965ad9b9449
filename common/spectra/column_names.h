/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of the columns of spectra whose axis is not linear: their frequencies in hertz.
 */
#ifndef SPECPIPE_SPECTRA_COLUMN_NAMES_H
#define SPECPIPE_SPECTRA_COLUMN_NAMES_H

#include "stream/header.h"

/*
 * One name for each number of a channel's row: the shortest decimal text within 10^-6 of the frequency (within
 * 10^-9 Hz near 0), and within less than half of the way to its neighbours, so that all differ; with re_ or im_ in front where rows are complex.
 *
 * NULL: the stream's own names will do, as on a linear axis, of features, or where columns are too close to have names.
 * For column_names_destroy.
 */
const char *const *column_names_create(const struct header *header);

void column_names_destroy(const char *const *names);

#endif
