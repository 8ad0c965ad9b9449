/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Determines the format of a capture's bytes from the options, the board's announcement and the protocol.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_IDENTIFY_H
#define SPECPIPE_TOOLS_CAPTURE_IDENTIFY_H

#include "tools/capture/state.h"

/* Starts from the options, which suffice for a sound card (options->fixed). */
void identify_begin(struct capture *capture);

/*
 * Collects the first blocks until their format is known; NULL: no more will come. Returns true once it is known or the
 * capture has failed: then first[first_bytes] is data, without the announcement.
 */
bool identify_block(struct capture *capture, const struct block *block);

/* The next piece that the wire has ready, as wire_next; keeps tally and channels up to date. */
bool identify_next(struct capture *capture, struct wire_piece *piece);

void identify_destroy(struct capture *capture);

#endif
