/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ogg: pages that carry positions, numbers and check sums.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_OGG_H
#define SPECPIPE_STREAM_CONTAINER_OGG_H

#include "stream/container/byte_view.h"
#include "stream/container/container.h"

/* Returns false if the bytes are of another kind; else fills in the container. */
bool ogg_examine(struct container *container, struct byte_view *view);

#endif
