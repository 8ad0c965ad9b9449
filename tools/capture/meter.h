/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What somebody who watches a capture wants to know: a line while it runs, and how it went when it is over.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_METER_H
#define SPECPIPE_TOOLS_CAPTURE_METER_H

#include "cli/progress.h"
#include "tools/capture/state.h"

/* "0:12  666661.4 +-0.3 Hz  -12.3 dB [####--]  clipped 0  lost 0  buffer 3%", where progress wants a line. */
void meter_show(struct progress *progress, struct capture *capture);

/* Losses as warnings, the rest to a terminal or under --verbose. */
void meter_report(const struct capture *capture);

#endif
