/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text chunks of PNG files, and reading one without a decoder.
 *
 * Reading needs only the headers of the chunks: a PNG is a signature and a sequence of chunks, each with its length in
 * front. Specification: W3C, Portable Network Graphics (second edition), 2003.
 */
#ifndef SPECPIPE_IMAGE_PNG_TEXT_H
#define SPECPIPE_IMAGE_PNG_TEXT_H

#include <stddef.h>

/* A key (Latin-1, 1..79 characters) and its value (UTF-8). */
struct png_text {
    const char *key, *value;
};

/*
 * value[room]  out: the text of the first uncompressed tEXt or iTXt chunk with this key, terminated by a zero
 *
 * NULL, or a sentence: the file cannot be read, is no PNG, is truncated, or has no such text or too long a one.
 */
const char *png_text_find(char *value, size_t room, const char *path, const char *key);

#endif
