/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --plan: what would come out, told before anything is read.
 */
#ifndef SPECPIPE_TOOLS_SHARED_PREVIEW_H
#define SPECPIPE_TOOLS_SHARED_PREVIEW_H

#include "tools/shared/frame_options.h"

/* Warns of what usually turns out to be a mistake; none of it is an error. */
void preview_warn(const struct stft_setting *setting, const struct reader *in);

/* Rows, columns, resolution and memory, on stdout. `block`: samples pushed at once. */
void preview_print(const struct stft_setting *setting, const struct reader *in, const struct header *spectra,
                   size_t block);

#endif
