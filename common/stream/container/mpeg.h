/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MPEG audio, layers I to III: frames whose headers give their length.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_MPEG_H
#define SPECPIPE_STREAM_CONTAINER_MPEG_H

#include "stream/container/byte_view.h"
#include "stream/container/container.h"

/* Returns false if the bytes are of another kind; else fills in the container. */
bool mpeg_examine(struct container *container, struct byte_view *view);

#endif
