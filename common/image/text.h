/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text in one font and size, drawn with FreeType. Characters that the font lacks are drawn in another installed font, if
 * one has them, at the same size.
 *
 * font_width matches font_draw exactly. Invalid UTF-8 is drawn as U+FFFD. FreeType's light hinter fits glyphs to pixel
 * rows, never to columns, and glyphs are placed at quarters of a pixel: small text is sharp and evenly spaced in both
 * directions, and the same on every run.
 */
#ifndef SPECPIPE_IMAGE_TEXT_H
#define SPECPIPE_IMAGE_TEXT_H

#include "image/canvas.h"

#include <stdbool.h>
#include <stddef.h>

struct font;

/*
 * font    out: the font; NULL on error
 * file    a scalable font (TrueType, OpenType ...); NULL: DejaVu Sans, at Debian's path
 * pixels  height of the em square, 1..1000
 */
const char *font_open(struct font **font, const char *file, double pixels);
void font_destroy(struct font *font);

/* The length of the text in pixels, kerning included. */
double font_width(struct font *font, const char *utf8);

/* Height of the font above and below the baseline, in pixels, both positive. */
double font_ascent(struct font *font);
double font_descent(struct font *font);

/*
 * x, baseline  the start of the text, in pixels from the upper left corner (integers are edges of pixels)
 * upwards      the text is rotated by 90 degrees counter-clockwise about that point: it reads upwards, and x is the
 *              column of its baseline
 *
 * The baseline is rounded to the nearest pixel edge.
 */
void font_draw(struct font *font, struct canvas *canvas, double x, double baseline, const char *utf8, struct ink ink,
               bool upwards);

/* Shortens `text` in place to at most `width` pixels, with an ellipsis at its end; it may become empty. */
void font_fit(struct font *font, char *text, double width);

/* The number of visible characters for which neither the font nor an installed one has a glyph. */
size_t font_missing(struct font *font, const char *utf8);

#endif
