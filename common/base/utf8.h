/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes any bytes, such as a file name, valid UTF-8 for headers and pictures.
 */
#ifndef SPECPIPE_BASE_UTF8_H
#define SPECPIPE_BASE_UTF8_H

#include <stdbool.h>

/*
 * Replaces invalid bytes and control characters by '?'; if `layout`, keeps tabs and newlines. [RFC 3629]
 */
void utf8_clean(char *text, bool layout);

#endif
