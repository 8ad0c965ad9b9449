/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The published colour tables: six hexadecimal digits a colour, rrggbb, from the first to the last colour.
 */
#ifndef SPECPIPE_IMAGE_COLORMAP_DATA_H
#define SPECPIPE_IMAGE_COLORMAP_DATA_H

struct colormap {
    const char *name;
    const char *hex;
};

extern const struct colormap colormaps[]; /* name NULL ends the table */

#endif
