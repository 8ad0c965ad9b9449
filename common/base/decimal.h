/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Formats numbers as decimal text, many times faster than printf.
 *
 * The bytes equal those of glibc's printf in the C locale: rounded from the exact binary value, half to even. This
 * holds for every double, infinities and NaN included: values outside the fast path are formatted by snprintf.
 */
#ifndef SPECPIPE_BASE_DECIMAL_H
#define SPECPIPE_BASE_DECIMAL_H

#include <stddef.h>

/* Buffer size in bytes: the longest text (sign, 309 digits, point, 17 decimals) and scratch space. */
enum { DECIMAL_ROOM = 336, DECIMAL_MOST = 17 };

/*
 * Formats as %.{digits}g and returns the number of bytes; the text is not terminated.
 *
 * text[DECIMAL_ROOM]  out; the bytes after the text are undefined
 * digits              significant digits, 1 to DECIMAL_MOST
 */
size_t decimal_general(char *text, double value, int digits);

/* Formats as %.{places}f; places: digits after the point, 0 to DECIMAL_MOST */
size_t decimal_fixed(char *text, double value, int places);

#endif
