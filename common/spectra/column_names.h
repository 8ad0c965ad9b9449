/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names the columns of spectra whose axis is not in hertz by their frequencies in hertz.
 */
#ifndef SPECPIPE_SPECTRA_COLUMN_NAMES_H
#define SPECPIPE_SPECTRA_COLUMN_NAMES_H

#include "stream/header.h"

/*
 * Returns names[width], for column_names_destroy: the shortest decimal text within 10^-6 of the column's frequency
 * (within 10^-9 Hz near 0) and closer than half-way to the neighbours, which keeps names distinct. Names of complex
 * rows begin with re_ or im_.
 *
 * Returns NULL where the columns have other names: of samples, bands, cepstra and features, and on an axis in hertz or
 * without a unit; and where no such names exist, because columns are too close or their frequencies are not finite.
 */
const char *const *column_names_create(const struct header *header);

void column_names_destroy(const char *const *names);

#endif
