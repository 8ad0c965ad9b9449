/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AIFF and CAF: exact sample rates, and the sizes of AIFF.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_CHUNKS_H
#define SPECPIPE_STREAM_CONTAINER_CHUNKS_H

#include "stream/container/byte_view.h"
#include "stream/container/container.h"

/* Returns false if the bytes are of another kind; else fills in the container. */
bool aiff_examine(struct container *container, struct byte_view *view);
bool caf_examine(struct container *container, struct byte_view *view);

#endif
