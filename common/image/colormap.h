/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Colour maps, from a table of published ones or from a file.
 *
 * With 256 colours a map is exactly its published table; other counts are interpolated, and the end colours are kept.
 * Tables: colormap_data.c.
 */
#ifndef SPECPIPE_IMAGE_COLORMAP_H
#define SPECPIPE_IMAGE_COLORMAP_H

#include <stddef.h>

/* The name of map `i`; NULL past the last one. */
const char *colormap_name(size_t i);

/*
 * rgb[count][3]  out: red, green, blue, 0..255; count is 2..256. Not written on error
 * name           a name of the table, or the path of a text file: R G B, each 0..255, one colour a line,
 *                2..4096 colours; `#` starts a comment, empty lines are skipped
 *
 * Colour k is entry k * (entries - 1) / (count - 1) of the table, interpolated linearly and rounded half up.
 * NULL, or a sentence that names the wrong line.
 */
const char *colormap_fill(unsigned char (*rgb)[3], size_t count, const char *name);

#endif
