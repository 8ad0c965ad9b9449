/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as decimal text, many times faster than printf.
 *
 * The bytes are those of glibc's printf in the C locale: rounded from the exact binary value, half to even. That holds for
 * every double, infinities and NaN too: what the fast path does not reach goes to snprintf.
 */
#ifndef SPECPIPE_BASE_DECIMAL_H
#define SPECPIPE_BASE_DECIMAL_H

#include <stddef.h>

/* The longest text: a sign, the 309 digits of the greatest double, a point and 17 places; more may be used on the way. */
enum { DECIMAL_ROOM = 336, DECIMAL_MOST = 17 };

/*
 * As %.{digits}g. The number of bytes comes back; there is no zero behind them.
 * text[DECIMAL_ROOM]  out; what lies behind the number is spoilt
 * digits              significant ones, 1 to DECIMAL_MOST
 */
size_t decimal_general(char *text, double value, int digits);

/* The same as %.{places}f; places behind the point, 0 to DECIMAL_MOST */
size_t decimal_fixed(char *text, double value, int places);

#endif
