/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first bytes of the formats that libsndfile reads from a file without a name.
 */
#ifndef SPECPIPE_STREAM_SNDFILE_MAGIC_H
#define SPECPIPE_STREAM_SNDFILE_MAGIC_H

#include <stdbool.h>
#include <stddef.h>

/* Whether bytes[size] can begin a file of a format that libsndfile reads. */
bool sndfile_magic(const void *bytes, size_t size);

#endif
