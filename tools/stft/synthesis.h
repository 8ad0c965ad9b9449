/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Converts complex spectra back to samples, by overlapping and adding their inverse transforms.
 */
#ifndef SPECPIPE_TOOLS_STFT_SYNTHESIS_H
#define SPECPIPE_TOOLS_STFT_SYNTHESIS_H

#include "tools/shared/run.h"

/*
 * Reads rows and writes samples. `partial`: the rows may be truncated, so their number is not believed. Returns an exit
 * status, having reported a failure.
 */
int synthesis_run(struct reader *in, struct output *out, bool partial, enum when progress);

#endif
