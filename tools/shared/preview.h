/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --plan: prints the size and resolution of a program's output, and the memory it needs, before any samples are read.
 *
 * A failure to write to stdout ends the program.
 */
#ifndef SPECPIPE_TOOLS_SHARED_PREVIEW_H
#define SPECPIPE_TOOLS_SHARED_PREVIEW_H

#include "signal/resample/decimate.h"
#include "signal/transform/stft.h"
#include "stream/reader.h"

/* Prints rows, columns, resolution and memory; warns of settings that are usually mistakes, though none is an error. */
void preview_spectra(const struct stft_setting *setting, const struct reader *in, const struct header *spectra);

/* Prints rates, samples and the filter's stages. `decimate` NULL: the rate stays. */
void preview_decimation(const struct decimate_setting *setting, const struct decimate *decimate,
                        const struct reader *in, const struct header *decimated);

#endif
