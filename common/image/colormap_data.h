/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The published colour tables. Each is a string of rrggbb colours, first to last, of any length.
 */
#ifndef SPECPIPE_IMAGE_COLORMAP_DATA_H
#define SPECPIPE_IMAGE_COLORMAP_DATA_H

struct colormap {
    const char *name;
    const char *hex;
};

extern const struct colormap colormaps[]; /* name NULL ends the table */

#endif
