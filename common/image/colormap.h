/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Colour maps: a named table of them, and files of the user's own.
 *
 * Asked for 256 colours, a map gives its published table to the last digit; any other number is spread
 * evenly over it, so the first and the last colour are always the map's own ends.
 * Tables: colormap_data.c.
 */
#ifndef SPECPIPE_IMAGE_COLORMAP_H
#define SPECPIPE_IMAGE_COLORMAP_H

#include <stddef.h>

/* The name of map `i`, NULL behind the last one. */
const char *colormap_name(size_t i);

/*
 * rgb[count][3]  out: red, green, blue, 0..255; count is 2..256. Untouched where a sentence comes back
 * name           a name of the table, or the path of a text file: R G B, each 0..255, one colour a line,
 *                2..4096 colours; `#` begins a comment, empty lines are skipped
 *
 * Colour k lies at k * (entries - 1) / (count - 1) of the table; in between, linear, rounded half up.
 * NULL, or a sentence that names the line that is wrong.
 */
const char *colormap_fill(unsigned char (*rgb)[3], size_t count, const char *name);

#endif
