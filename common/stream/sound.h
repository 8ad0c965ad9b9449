/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sound files as outputs: what WAV and FLAC have in common, and the head of a WAV file.
 *
 * Their promise: a float WAV holds the very samples; where samples become whole numbers, what is clipped is counted.
 * The chunk `spec` of a WAV file is the header of a stream, so that nothing a stream knows is lost in it.
 * Sources: as wave.c; the GUID of a subformat from Microsoft's paper of 2007.
 */
#ifndef SPECPIPE_STREAM_SOUND_H
#define SPECPIPE_STREAM_SOUND_H

#include <stddef.h>
#include <stdint.h>

#include "stream/header.h"
#include "stream/writer.h"

/* The whole number of Hz that sound files have in place of a rate; 0: none that 32 bits hold. */
uint32_t sound_rate(const struct header *header);

/* Why a file of that `name` ("WAV") and of `bits` (0: floats) cannot hold such rows; NULL: it can. */
const char *sound_refuse(const struct header *header, const char *name, int bits);

/*
 * to[count]    out: from * 2^(bits - 1), rounded to nearest, ties to even
 * from[count]  what is beyond the range is clipped, NaN becomes 0, and both are counted in writer->clipped
 */
void sound_whole(struct writer *writer, int32_t *to, const float *from, size_t count, int bits);

/* Bytes of a WAV file before its samples: as many for any number of them. `bits`: 16, 24, or 0 for float32. */
enum { WAV_MOST_HEAD = 640 };
size_t wav_head_bytes(const struct header *header, int bits);

/*
 * block[wav_head_bytes(header, bits)]  out
 * frames                               samples per channel; -1: not known, as on the way to a pipe
 *
 * RIFF; RF64 where 32 bits do not hold the sizes. NULL or a sentence.
 */
const char *wav_head(unsigned char *block, const struct header *header, int bits, int64_t frames);

#endif
