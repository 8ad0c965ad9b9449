/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run of spec-render over one long input, shared among workers: each reads the rows of some columns, on whose edges
 * the input is cut, so that the picture does not depend on the number of workers.
 */
#ifndef SPECPIPE_TOOLS_RENDER_SHARED_DRAWING_H
#define SPECPIPE_TOOLS_RENDER_SHARED_DRAWING_H

#include "picture/picture_parts.h"
#include "tools/render/drawing.h"

struct shared_drawing {
    const char *path; /* of the input */
    size_t workers;
    /* In a worker: opens rows part.first to part.end - 1 of those that are visible, or ends the program. */
    void (*open)(struct visible_rows *visible, const char *path, const struct time_choice *part);
};

/*
 * Draws the visible rows of the open input, if it is a long file of known length whose parts can be read by themselves.
 * False if it is not, or if a worker failed: then nothing has been drawn, and drawing_run reports the failure.
 */
bool shared_drawing_run(const struct shared_drawing *shared, const struct visible_rows *visible,
                        struct picture *picture, enum when progress);

#endif
