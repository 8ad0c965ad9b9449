/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLAC: frames whose headers carry their place and a check sum.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_FLAC_H
#define SPECPIPE_STREAM_CONTAINER_FLAC_H

#include "stream/container/byte_view.h"
#include "stream/container/container.h"

/* Returns false if the bytes are of another kind; else fills in the container. */
bool flac_examine(struct container *container, struct byte_view *view);

/* sum[16] out: the MD5 sum in STREAMINFO, 0 if it was not computed. False: this is no FLAC. */
bool flac_sum(unsigned char *sum, struct byte_view *view);

/* The sample at which the first damaged frame begins, by the sums of whole frames; all samples if there is none. */
int64_t flac_first_damage(struct byte_view *view);

#endif
