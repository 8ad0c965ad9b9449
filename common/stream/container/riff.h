/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compressed sound in WAV: blocks of ADPCM and GSM, and MPEG audio.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_RIFF_H
#define SPECPIPE_STREAM_CONTAINER_RIFF_H

#include "stream/container/byte_view.h"
#include "stream/container/container.h"

/* Returns false if the bytes are of another kind; else fills in the container. */
bool riff_examine(struct container *container, struct byte_view *view);

#endif
