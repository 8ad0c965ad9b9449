/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PNG files: written row by row through libpng, their texts read back.
 *
 * The same picture gives the same bytes on every run: nothing depends on time or machine, the way to compress is
 * chosen from the pixels alone. Nothing is printed and nothing exits, whatever libpng finds wrong: it is a sentence.
 * Specification: W3C, Portable Network Graphics (second edition), 2003.
 */
#ifndef SPECPIPE_IMAGE_PNG_H
#define SPECPIPE_IMAGE_PNG_H

#include <stddef.h>

/* A key (Latin-1, 1..79 characters) and its value (UTF-8). */
struct png_text {
    const char *key, *value;
};

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
};

/* Takes `size` bytes of the file. NULL, or a sentence that then is the result of png_save. */
typedef const char *png_sink(void *to, const void *bytes, size_t size);

/*
 * row[width]: bytes (for PNG_PALETTE below `colours`), or uint16_t in the machine's order for PNG_GREY16; good until
 * the next call.
 * Rows are asked for from the first to the last, but before that once for a trial of some of them.
 */
typedef const unsigned char *png_row(void *from, size_t y);

const char *png_save(const struct png_picture *picture, png_row *row, void *from, png_sink *sink, void *to);

/*
 * value[room]  out: the text of the first uncompressed tEXt or iTXt chunk with this key, closed with a zero
 *
 * NULL, or a sentence where the file cannot be read, is no PNG, is cut, has no such text or one that has no room.
 */
const char *png_text_find(char *value, size_t room, const char *path, const char *key);

#endif
