/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Squeezed spectra back to samples: the real parts of a row's columns add up to the sample on which it is centred, or to
 * that part of it which lies in the columns. [C. Daubechies, J. Lu and H.-T. Wu 2011; G. Thakur and H.-T. Wu 2011]
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_INVERSE_H
#define SPECPIPE_TOOLS_REASSIGN_INVERSE_H

#include "cli/option.h"
#include "tools/shared/io_options.h"

/* Reads squeezed rows, writes samples. Ends the program where that cannot be. */
void inverse_run(struct reader *in, const struct output_wish *output, enum when progress);

#endif
