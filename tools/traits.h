/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The traits of a row that --features asks for: of its spectrum, its bands and its frame, all brought back to a full
 * scale of 1, for all channels.
 */
#ifndef SPECPIPE_TOOLS_TRAITS_H
#define SPECPIPE_TOOLS_TRAITS_H

#include <stdint.h>

#include "tools/extraction.h"

struct traits;

struct traits *traits_create(const struct extraction *extraction, size_t channels);

/*
 * to[extras]           out
 * melspec              whose row was just taken
 * energies[bands]      of that row and channel
 * row, came            its number, and how many samples of the signal have come: all of them, or more than its frame
 */
void traits_fill(struct traits *traits, float *to, const struct melspec *melspec, const float *energies, size_t channel,
                 int64_t row, int64_t came);

void traits_destroy(struct traits *traits);

#endif
