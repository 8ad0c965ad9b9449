/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the bytes of a capture mean: by the options, by what the board says of itself, by the protocol.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_IDENTIFY_H
#define SPECPIPE_TOOLS_CAPTURE_IDENTIFY_H

#include "tools/capture/state.h"

/* The wire, the rate and the channels are settled by options, protocol and what the board says (NULL: nothing). */
void capture_settle(struct capture *capture, const struct announcement *said);

/* Blocks that come before the bytes are understood are put together; NULL: no more will come. */
void capture_identify(struct capture *capture, const struct block *block);

#endif
