/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Examines the container of a file, whatever its kind.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_EXAMINE_H
#define SPECPIPE_STREAM_CONTAINER_EXAMINE_H

#include "stream/container/container.h"

/* Examines the `size` bytes of a file from `offset` on, by pread(). */
void container_examine(struct container *container, int fd, int64_t offset, int64_t size);

/* The samples before the first damaged frame of a FLAC file in which the decoder found damage. Moves the offset of fd. */
int64_t container_first_damage(int fd);

#endif
