/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The published colour tables.
 *
 * Each is six hexadecimal digits a colour, rrggbb, first to last, as many colours as it takes.
 */
#ifndef SPECPIPE_IMAGE_COLORMAP_DATA_H
#define SPECPIPE_IMAGE_COLORMAP_DATA_H

struct colormap {
    const char *name;
    const char *hex;
};

extern const struct colormap colormaps[]; /* ends with a row without a name */

#endif
