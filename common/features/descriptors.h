/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The --features columns of a row: spectral and time-domain descriptors, and chroma, of every channel. They are computed
 * at a full scale of 1, whatever the recipe's.
 */
#ifndef SPECPIPE_FEATURES_DESCRIPTORS_H
#define SPECPIPE_FEATURES_DESCRIPTORS_H

#include <stdint.h>

#include "features/layout.h"

struct descriptors;

/* `layout` must outlive the descriptors. */
struct descriptors *descriptors_create(const struct layout *layout, size_t channels);

/*
 * columns[extras]      out: in the order of layout_names
 * melspec              the row was the last one taken from it
 * energies[bands]      of that row and channel
 * row                  number of that row
 * samples              of the signal pushed so far, per channel: all of them, or more than the row's frame needs
 */
void descriptors_fill(struct descriptors *descriptors, float *columns, const struct melspec *melspec,
                      const float *energies, size_t channel, int64_t row, int64_t samples);

void descriptors_destroy(struct descriptors *descriptors);

#endif
