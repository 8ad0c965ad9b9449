/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parsers of containers, for container.c. Each looks at the first bytes and returns false if they are of another
 * kind; else it fills in the container.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_PARSERS_H
#define SPECPIPE_STREAM_CONTAINER_PARSERS_H

#include "stream/container/byte_view.h"
#include "stream/container/container.h"

bool ogg_examine(struct container *container, struct byte_view *view);
bool flac_examine(struct container *container, struct byte_view *view);
/* The sample at which the first damaged frame begins, by the sums of whole frames. */
int64_t flac_first_damage(struct byte_view *view);
bool riff_examine(struct container *container, struct byte_view *view);
bool aiff_examine(struct container *container, struct byte_view *view);
bool caf_examine(struct container *container, struct byte_view *view);
bool mpeg_examine(struct container *container, struct byte_view *view);

/* Bytes of an ID3v2 tag at `at`, which may stand before FLAC and MPEG audio; 0: there is none. */
int64_t id3_bytes(struct byte_view *view, int64_t at);

#endif
