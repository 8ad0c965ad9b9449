/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Converts synchrosqueezed spectra back to samples: the real parts of a row add up to the sample on which the row is
 * centred; only frequencies covered by the columns are reconstructed.
 * [C. Daubechies, J. Lu and H.-T. Wu 2011; G. Thakur and H.-T. Wu 2011]
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_INVERSE_H
#define SPECPIPE_TOOLS_REASSIGN_INVERSE_H

#include "cli/option.h"
#include "stream/reader.h"
#include "tools/shared/io_options.h"

/* Reads rows, writes samples and closes both. Ends the program for rows that have no inverse. */
void inverse_run(struct reader *in, const struct output_options *output, enum when progress);

#endif
