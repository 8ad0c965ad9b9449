/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PNG files, written row by row through libpng.
 *
 * The same picture gives the same bytes on every run: nothing depends on time or machine, and the compression settings
 * depend on the pixels alone. Errors of libpng are returned as sentences; nothing is printed.
 * Specification: W3C, Portable Network Graphics (second edition), 2003.
 */
#ifndef SPECPIPE_IMAGE_PNG_H
#define SPECPIPE_IMAGE_PNG_H

#include <stddef.h>

#include "image/png_text.h"

enum png_form { PNG_PALETTE, PNG_GREY8, PNG_GREY16 };

/* palette, grey8, grey16 */
const char *png_form_name(size_t i);

struct png_picture {
    size_t width, height; /* 1..2147483647 pixels */
    enum png_form form;
    const unsigned char (*palette)[3]; /* [colours][3], red, green, blue in sRGB; for PNG_PALETTE only */
    size_t colours;                    /* 1..256 */
    const struct png_text *texts;      /* [text_count] */
    size_t text_count;
    double dots_per_inch; /* up to 1e6; 0: not stated */
};

/* Writes the next `size` bytes of the file. NULL, or a sentence, which png_save returns. */
typedef const char *png_sink(void *to, const void *bytes, size_t size);

/*
 * Returns row[width] of line y: bytes (for PNG_PALETTE below `colours`), or uint16_t in the machine's order for
 * PNG_GREY16; valid until the next call. png_save requests all rows from the first to the last. Some rows are requested
 * once before that, to choose the compression.
 */
typedef const unsigned char *png_row(void *from, size_t y);

/* NULL, or why the file could not be written. */
const char *png_save(const struct png_picture *picture, png_row *row, void *from, png_sink *sink, void *to);

#endif
