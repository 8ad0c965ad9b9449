/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wire decodes the bytes of a device into samples and the losses between them.
 *
 * Push bytes as they come, take pieces as they are ready. A piece is a run of samples, channels interleaved, and the
 * number of samples lost before it, so that channels never swap. The pieces do not depend on how the bytes
 * were split into pushes. Estimates are marked as such.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_H
#define SPECPIPE_CAPTURE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/wire_piece.h"
#include "capture/wire_setting.h"

struct wire;

/* Creates a wire for a setting that wire_resolve has completed. */
struct wire *wire_create(const struct wire_setting *resolved);
void wire_destroy(struct wire *wire);

/*
 * Pushes bytes[count], count <= MOST_BLOCK of ring.h, after all pieces have been taken. Pushing nothing ends the run:
 * wire_next then returns the remaining pieces, of which the last one may have a loss but no samples.
 */
void wire_push(struct wire *wire, const unsigned char *bytes, size_t count);

/*
 * Reports that `bytes` bytes are missing between those pushed so far and the next ones. `cause` is a string literal.
 * A sample with a missing byte is lost as a whole. The number of lost samples is exact, except for text, where it is
 * estimated from the lines so far.
 */
void wire_lost(struct wire *wire, int64_t bytes, const char *cause, bool estimated);

/* Reports a pause: a pending loss is emitted as a piece of its own. Call wire_next afterwards. */
void wire_pause(struct wire *wire);

/* Takes the next piece, which is valid until the next call. Returns false if more bytes are needed. */
bool wire_next(struct wire *wire, struct wire_piece *piece);

/* The counts of the run so far. */
struct wire_tally wire_tally(const struct wire *wire);

#endif
