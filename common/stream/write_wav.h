/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of a WAV file, of the same size for any number of samples.
 *
 * Its chunk `spec` is the header of a stream, so a WAV file keeps everything that a stream does.
 * Sources: Microsoft/IBM RIFF (1991); Microsoft, "Multiple channel audio data and WAVE files" (2007), for the GUID of a
 * subformat; EBU Tech 3306 (2009).
 */
#ifndef SPECPIPE_STREAM_WRITE_WAV_H
#define SPECPIPE_STREAM_WRITE_WAV_H

#include <stddef.h>
#include <stdint.h>

#include "stream/header.h"

enum { WAV_MOST_HEAD = 640 /* bytes */ };

/* Bytes of the file before its samples. `bits`: 16, 24, or 0 for float32. */
size_t wav_head_bytes(const struct header *header, int bits);

/*
 * block[wav_head_bytes(header, bits)]  out
 * frames                               samples per channel; -1: unknown, as for a pipe
 *
 * RIFF, or RF64 if the sizes do not fit into 32 bits. NULL or a sentence.
 */
const char *wav_head(unsigned char *block, const struct header *header, int bits, int64_t frames);

#endif
