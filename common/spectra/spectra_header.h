/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Headers of spectra: describes a transform in the header of its rows, and reads the transform back from a header.
 */
#ifndef SPECPIPE_SPECTRA_SPECTRA_HEADER_H
#define SPECPIPE_SPECTRA_SPECTRA_HEADER_H

#include "signal/reassign/reassign.h"
#include "signal/transform/stft.h"
#include "stream/header.h"

/*
 * The header of the spectra that an STFT makes from `samples`. Row 0 has the time of the first frame's centre: sample
 * floor(L / 2) of its L, or (L - 1) / 2 with a symmetric window. Rows are -1 if the number of samples is unknown. The
 * note `stft` has the rest: FFT size, framing, scaling, phase, detrending, samples.
 */
struct header spectra_header_create(const struct stft_setting *setting, const struct header *samples);

/* The header of reassigned spectra of `samples`: columns and rows are the grid's, and the note is `reassigned`. */
struct header spectra_header_reassigned(const struct reassign_setting *setting, const struct stft_setting *frames,
                                        const struct header *samples);

/*
 * Reads the setting of the STFT from the header of its spectra. NULL, or a sentence where a fact is missing or
 * contradicts another.
 *
 * setting   out: all but padding; `window` points into *spectra
 * samples   out: the number of samples; -1: unknown
 */
const char *spectra_header_setting(struct stft_setting *setting, int64_t *samples, const struct header *spectra);

/*
 * Seconds from the first sample to the instant of row 0: 0 for samples, and also for rows whose header does not state
 * where their frames begin.
 */
double spectra_header_offset(const struct header *rows);

/* NULL, or why the samples cannot be restored although the setting is known: frames were detrended. */
const char *spectra_header_refuse_inverse(const struct header *spectra);

/* Sets the number of samples in the note `stft`: of an input from a pipe it is known only at its end. */
void spectra_header_set_samples(struct header *spectra, int64_t samples);

/* Header of a single row (mean or peak of all rows), whose frame is all `count` samples. */
struct header spectra_header_mean_row(const struct header *spectra, const struct header *samples, int64_t count);

/* Turns a header of spectra into one of samples with the same start: removes all facts about frames and columns. */
void spectra_header_become_samples(struct header *header);

/* The header of the samples that an inverse STFT makes; `samples` is their number, -1: unknown. */
struct header spectra_header_samples(const struct stft_setting *setting, const struct header *spectra, int64_t samples);

#endif
