/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shows a capture to its user: a status line while it runs, and a summary with all losses at the end.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_METER_H
#define SPECPIPE_TOOLS_CAPTURE_METER_H

#include "cli/progress.h"
#include "tools/capture/state.h"

/*
 * Shows "0:12  666661.4 +-0.3 Hz  -12.3 dB [####--]  clipped 0  lost 0  buffer 3%" if a new line is due.
 * Returns true if a line was shown; the peak is then measured afresh.
 */
bool meter_show(struct progress *progress, const struct capture *capture);

/* Reports losses as warnings, the rest on a terminal or under --verbose. */
void meter_report(const struct capture *capture);

#endif
