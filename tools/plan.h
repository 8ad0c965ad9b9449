/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --plan: what would come out, told before anything is read.
 */
#ifndef SPECPIPE_TOOLS_PLAN_H
#define SPECPIPE_TOOLS_PLAN_H

#include "tools/analysis.h"

/* Warns of what usually turns out to be a mistake; none of it is an error. */
void plan_warn(const struct stft_setting *setting, const struct reader *in);

/* Rows, columns, resolution and memory, on stdout. `block`: samples pushed at once. */
void plan_print(const struct stft_setting *setting, const struct reader *in, const struct header *spectra,
                size_t block);

#endif
