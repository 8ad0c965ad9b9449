/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares the samples of a FLAC file with the MD5 sum in its header.
 */
#ifndef SPECPIPE_STREAM_FLAC_VERIFY_H
#define SPECPIPE_STREAM_FLAC_VERIFY_H

/*
 * Decodes the whole file from the beginning. NULL: the samples have the sum, or the header has none, or this is no FLAC
 * file that libsndfile reads; else a sentence. Moves the offset of fd.
 */
const char *flac_verify(int fd);

#endif
