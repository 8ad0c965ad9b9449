/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AIFF, CAF and W64: exact sample rates of the first two, and the sizes of AIFF and W64.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_CHUNKS_H
#define SPECPIPE_STREAM_CONTAINER_CHUNKS_H

#include "stream/container/byte_view.h"
#include "stream/container/container.h"

/* Returns false if the bytes are of another kind; else fills in the container. */
bool aiff_examine(struct container *container, struct byte_view *view);
bool caf_examine(struct container *container, struct byte_view *view);
bool w64_examine(struct container *container, struct byte_view *view);

#endif
