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

/* Starts to read. `header` has source and history. capture->failure is set when an option turns out to be wrong. */
void capture_begin(struct capture *capture, struct device *device, const struct capture_options *options,
                   const struct header *header);

/* Processes what comes in the next tenth of a second; false: the capture has ended. */
bool capture_step(struct capture *capture);

/*
 * Stops reading, processes what has been read, closes the outputs and releases all memory. Afterwards failure, name and
 * status tell the outcome. `asked`: the user ended the capture, so it is no failure that the last row is incomplete.
 */
void capture_finish(struct capture *capture, bool asked);

#endif
