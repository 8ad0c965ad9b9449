/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors are the --features columns: spectral and time-domain descriptors and chroma, always for a full scale of
 * 1, regardless of the recipe's full_scale.
 */
#ifndef SPECPIPE_FEATURES_DESCRIPTORS_H
#define SPECPIPE_FEATURES_DESCRIPTORS_H

#include <stdint.h>

#include "features/layout.h"

struct descriptors;

/* `layout` must outlive the descriptors. */
struct descriptors *descriptors_create(const struct layout *layout, size_t channels);

/*
 * Fills the columns of one channel of a row.
 *
 * columns[extras]  out: in the order of layout_names
 * melspec          the row is the last one taken from it
 * energies[bands]  of the row and channel
 * row              number of the row
 * samples          number pushed so far, per channel: the whole signal, or at least up to the end of the row's frame
 */
void descriptors_fill(struct descriptors *descriptors, float *columns, const struct melspec *melspec,
                      const float *energies, size_t channel, int64_t row, int64_t samples);

void descriptors_destroy(struct descriptors *descriptors);

#endif
