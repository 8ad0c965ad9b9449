/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Converts synchrosqueezed spectra back to samples: the real parts of a row add up to the sample on which the row is
 * centred; only frequencies covered by the columns are reconstructed.
 * [I. Daubechies, J. Lu and H.-T. Wu 2011; G. Thakur and H.-T. Wu 2011]
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_INVERSE_H
#define SPECPIPE_TOOLS_REASSIGN_INVERSE_H

#include "tools/shared/run.h"

/* Reads rows and writes samples. Returns an exit status, having reported a failure. */
int inverse_run(struct reader *in, struct output *out, enum when progress);

#endif
