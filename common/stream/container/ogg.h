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

/*
 * Writes the sample rate 48000 into the Opus header at rate_at of a copy of the file, and its page's check sum. False:
 * an error of reading or writing, with errno.
 */
bool ogg_set_opus_rate(const struct container *container, int fd);

#endif
