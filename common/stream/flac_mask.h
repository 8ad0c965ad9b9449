/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The speaker positions of a FLAC file, as a channel mask; libsndfile does not tell them.
 */
#ifndef SPECPIPE_STREAM_FLAC_MASK_H
#define SPECPIPE_STREAM_FLAC_MASK_H

#include <stdint.h>
#include <sys/types.h>

/* The positions that FLAC defines for so many channels: RFC 9639, section 9.1.3. 0: for none or more than 8. */
uint32_t flac_mask_default(long channels);

/*
 * The value of the comment WAVEFORMATEXTENSIBLE_CHANNEL_MASK (RFC 9639, section 8.6.2) of the file that begins at
 * `start` in a regular file; 0 without one. Does not move the file's offset.
 */
uint32_t flac_mask_read(int fd, off_t start);

#endif
