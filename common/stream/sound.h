/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Common parts of the writers of WAV and FLAC: the sample rate, the rows they can hold, and samples as integers.
 * Reading is in read_wav.c and read_sndfile.c.
 */
#ifndef SPECPIPE_STREAM_SOUND_H
#define SPECPIPE_STREAM_SOUND_H

#include <stddef.h>
#include <stdint.h>

#include "stream/header.h"

/* The rate rounded to whole Hz, as sound files store it; 0: it does not fit into 32 bits. */
uint32_t sound_rate(const struct header *header);

/* Why a file of format `name` ("WAV") and of `bits` (0: floats) cannot hold such rows; NULL: it can. */
const char *sound_refuse(const struct header *header, const char *name, int bits);

/*
 * to[count]    out: from * 2^(bits - 1), rounded to nearest, ties to even; limited to the range of `bits`; 0 for NaN
 * from[count]  full scale is 1
 *
 * Returns how many were beyond the range or NaN.
 */
int64_t sound_integers(int32_t *to, const float *from, size_t count, int bits);

#endif
