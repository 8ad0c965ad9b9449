/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capture: bytes from a device become rows with a true time base, gaps and all, and go where they are recorded.
 *
 * Begin, step until it says no, finish. Nothing is dropped in silence: each row that is missing is filled in, or ends
 * the capture, and stands among the events.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_SESSION_H
#define SPECPIPE_TOOLS_CAPTURE_SESSION_H

#include "tools/capture/state.h"

/* `header` has source and history. Starts to read; capture->failure tells whether all that can be checked is right. */
void capture_begin(struct capture *capture, struct device *device, const struct capture_wish *wish,
                   const struct header *header);

/* What has come in the next tenth of a second; false when the capture is at its end. */
bool capture_step(struct capture *capture);

/*
 * Reads no more, takes what has been read, and closes everything. failure, name and status tell the outcome; that an
 * end which was `asked` for tears a row is no failure.
 */
void capture_finish(struct capture *capture, bool asked);

#endif
