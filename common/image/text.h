/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text in one font and size, drawn with FreeType.
 *
 * What font_width measures is what font_draw draws, and any bytes can be drawn: those that are not UTF-8 show as
 * U+FFFD. Glyphs are fitted to pixel rows (never to columns) by FreeType's light hinter and set at quarters
 * of a pixel: small text stays sharp and evenly spaced, in both directions, the same on every run.
 */
#ifndef SPECPIPE_IMAGE_TEXT_H
#define SPECPIPE_IMAGE_TEXT_H

#include "image/canvas.h"

#include <stdbool.h>
#include <stddef.h>

struct font;

/*
 * font    out: the font; NULL where a sentence comes back
 * file    a scalable font (TrueType, OpenType ...); NULL is DejaVu Sans where Debian has it
 * pixels  height of the em square, 1..1000
 */
const char *font_open(struct font **font, const char *file, double pixels);
void font_destroy(struct font *font);

/* The length of the text in pixels, kerning included. */
double font_width(struct font *font, const char *utf8);

/* How far the font reaches above and below the baseline, in pixels, both positive. */
double font_ascent(struct font *font);
double font_descent(struct font *font);

/*
 * x, baseline  where the pen starts, in pixels from the upper left corner (whole numbers are edges of pixels)
 * upwards      the whole text turned by 90 degrees counter-clockwise around that point: it then runs up,
 *              and x is the column edge on which the letters stand
 *
 * The baseline moves to the nearest pixel edge.
 */
void font_draw(struct font *font, struct canvas *canvas, double x, double baseline, const char *utf8, struct ink ink,
               bool upwards);

/* Shortens `text` in place, with an ellipsis at its end, until it is at most `width` pixels; it may become empty. */
void font_fit(struct font *font, char *text, double width);

/* The number of characters of the text that the font has no glyph for. */
size_t font_missing(struct font *font, const char *utf8);

#endif
