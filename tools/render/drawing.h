/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run of spec-render: reads the input and pushes all visible rows into the picture.
 */
#ifndef SPECPIPE_TOOLS_RENDER_DRAWING_H
#define SPECPIPE_TOOLS_RENDER_DRAWING_H

#include "cli/option.h"
#include "picture/picture.h"
#include "tools/render/visible_rows.h"

/* Ends the program if the input fails or the picture becomes too large; warns of truncated input. */
void drawing_run(struct visible_rows *visible, struct picture *picture, enum when progress);

#endif
