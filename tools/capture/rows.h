/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Samples and gaps of a capture become rows, which go to its outputs or are kept until these are open.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_ROWS_H
#define SPECPIPE_TOOLS_CAPTURE_ROWS_H

#include "tools/capture/state.h"

/* Rate and channels are known: the header is made, outputs are opened, and what was held leaves. */
void capture_open(struct capture *capture);

/* Bytes that are understood become rows. */
void capture_push(struct capture *capture, const unsigned char *bytes, size_t count);

/* Takes all that the wire has ready: fills gaps, counts, and lets rows leave or holds them. */
void capture_pieces(struct capture *capture);

/* Rows go where they are recorded. */
void capture_record(struct capture *capture, const float *rows, size_t count);

#endif
