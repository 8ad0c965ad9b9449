/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes any bytes, such as a file name, valid UTF-8 for headers and pictures.
 */
#ifndef SPECPIPE_BASE_UTF8_H
#define SPECPIPE_BASE_UTF8_H

#include <stdbool.h>

/*
 * Replaces bytes that are not UTF-8 and control characters, but for tabs and newlines if `layout`, by '?'. [RFC 3629]
 */
void utf8_clean(char *text, bool layout);

#endif
