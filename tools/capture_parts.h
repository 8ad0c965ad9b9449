/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the two halves of a capture call of each other: one turns bytes into rows, the other knows its course.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_PARTS_H
#define SPECPIPE_TOOLS_CAPTURE_PARTS_H

#include "tools/capture.h"

/* Ends the capture with a failure; the first one counts. */
void capture_cut(struct capture *capture, const char *name, int status, const char *why);
void capture_cut_device(struct capture *capture, int status, const char *why);
bool capture_ended(const struct capture *capture);

/* The wire, the rate and the channels are settled by options, protocol and what the board says (NULL: nothing). */
void capture_settle(struct capture *capture, const struct announcement *said);

/* Blocks that come before the bytes are understood are put together; NULL: no more will come. */
void capture_greet(struct capture *capture, const struct block *block);

/* Rate and channels are known: the header is made, outputs are opened, and what was held leaves. */
void capture_open(struct capture *capture);

/* Bytes that are understood become rows. */
void capture_push(struct capture *capture, const unsigned char *bytes, size_t count);

/* Takes all that the wire has ready: fills gaps, counts, and lets rows leave or holds them. */
void capture_pieces(struct capture *capture);

/* Rows go where they are recorded. */
void capture_record(struct capture *capture, const float *rows, size_t count);

#endif
