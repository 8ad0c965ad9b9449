/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The traits of a row that --features asks for: of its spectrum, its bands and its frame, all brought back to a full
 * scale of 1, for all channels.
 */
#ifndef SPECPIPE_FEATURES_DESCRIPTORS_H
#define SPECPIPE_FEATURES_DESCRIPTORS_H

#include <stdint.h>

#include "features/layout.h"

struct descriptors;

struct descriptors *descriptors_create(const struct layout *layout, size_t channels);

/*
 * to[extras]           out
 * melspec              whose row was just taken
 * energies[bands]      of that row and channel
 * row, came            its number, and how many samples of the signal have come: all of them, or more than its frame
 */
void descriptors_fill(struct descriptors *descriptors, float *to, const struct melspec *melspec, const float *energies,
                      size_t channel, int64_t row, int64_t came);

void descriptors_destroy(struct descriptors *descriptors);

#endif
