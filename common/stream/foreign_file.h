/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that no source reads, recognised by their first bytes, and how to read them with another program.
 */
#ifndef SPECPIPE_STREAM_FOREIGN_FILE_H
#define SPECPIPE_STREAM_FOREIGN_FILE_H

#include <stddef.h>

/* "a Matroska or WebM file: ffmpeg -i FILE -f wav - | ... reads it", of bytes[size]; NULL: not recognised. */
const char *foreign_file_advice(const void *bytes, size_t size);

#endif
