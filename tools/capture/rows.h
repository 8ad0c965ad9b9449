/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Converts samples and gaps of a capture to rows, fills lost samples with silence, and writes the rows to the outputs
 * or buffers them until these are open.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_ROWS_H
#define SPECPIPE_TOOLS_CAPTURE_ROWS_H

#include "tools/capture/state.h"

/* Opens the files of --events and --aux. `header` has source and history. */
void rows_begin(struct capture *capture, const struct header *header);

/* Converts bytes[count] to rows, once their format is known. */
void rows_push(struct capture *capture, const unsigned char *bytes, size_t count);

/* Converts all pieces that the wire has ready: fills gaps, counts, writes or buffers the rows. */
void rows_push_pieces(struct capture *capture);

/* Opens the outputs, once rate and channels are known, and writes the buffered rows. */
void rows_open(struct capture *capture);

/* Flushes the rows so far to the reader of the stream. */
void rows_flush_live(struct capture *capture);

/* Updates the files and their headers, by the rate known now. */
void rows_refresh(struct capture *capture, const struct timeline *line);

/* Closes the outputs, if they are open, and the files of --events and --aux. */
void rows_close(struct capture *capture);

/* Resets outputs.peak to 0: meter_show has shown it. */
void rows_reset_peak(struct capture *capture);

void rows_destroy(struct capture *capture);

#endif
