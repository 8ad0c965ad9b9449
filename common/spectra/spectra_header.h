/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headers of spectra: how a transform is described in the header of the rows it makes, and read back from it.
 */
#ifndef SPECPIPE_SPECTRA_SPECTRA_HEADER_H
#define SPECPIPE_SPECTRA_SPECTRA_HEADER_H

#include "signal/reassign/reassign.h"
#include "signal/transform/stft.h"
#include "stream/header.h"

/* The header of the spectra that such a transform makes of such samples. */
struct header spectra_header_create(const struct stft_setting *setting, const struct header *samples);

/* The header of the reassigned spectra that such a setting makes of such samples. */
struct header spectra_header_reassigned(const struct reassign_setting *setting, const struct stft_setting *frames,
                                        const struct header *samples);

/* Reads the setting of the transform back from such a header; *samples out: the signal's length, or -1. NULL or a sentence. */
const char *spectra_header_setting(struct stft_setting *setting, int64_t *samples, const struct header *spectra);

/* The header of one row that stands for all: centred on `count` samples, and as long as they are. */
struct header spectra_header_mean_row(const struct header *spectra, const struct header *samples, int64_t count);

/* Turns the header of rows that became samples again into theirs: what described bins and frames goes. */
void spectra_header_become_samples(struct header *header);

/* The header of the samples that such spectra were made of. */
struct header spectra_header_samples(const struct stft_setting *setting, const struct header *spectra, int64_t samples);

#endif
