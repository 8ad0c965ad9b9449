/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capture from beginning to end: bytes of a device become rows with a true time base, are streamed and recorded.
 *
 * Begin, step until that returns false, finish. Every lost row is reported as an event, and is filled in or ends the
 * capture.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_SESSION_H
#define SPECPIPE_TOOLS_CAPTURE_SESSION_H

#include "tools/capture/state.h"

/* Starts reading. `header` has source and history. Sets capture->failure if an option is wrong. */
void capture_begin(struct capture *capture, struct device *device, const struct capture_options *options,
                   const struct header *header);

/* Processes the bytes of the next tenth of a second. Returns false if the capture has ended. */
bool capture_step(struct capture *capture);

/*
 * Stops reading, processes the bytes already read, closes the outputs and releases all memory. Afterwards failure, name
 * and status tell the outcome. `asked`: the user ended the capture, so an incomplete last row is not a failure.
 */
void capture_finish(struct capture *capture, bool asked);

#endif
