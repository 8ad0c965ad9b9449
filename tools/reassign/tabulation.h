/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run of a table of points: reads the samples of an input and writes a line for each point.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_TABULATION_H
#define SPECPIPE_TOOLS_REASSIGN_TABULATION_H

#include "signal/reassign/reassign.h"
#include "tools/reassign/point_tables.h"
#include "tools/shared/run.h"

/* Writes the table of an open input. Returns an exit status, having reported a failure. */
int tabulation_run(struct reassign *reassign, const struct point_table_setting *setting, struct reader *in,
                   const struct output *out, enum when progress);

#endif
