/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Headers and pictures hold UTF-8 text; file names may be any bytes.
 */
#ifndef SPECPIPE_BASE_UTF8_H
#define SPECPIPE_BASE_UTF8_H

#include <stdbool.h>

/* Replaces control characters (except tabs and ends of lines, where `layout`) and what is not UTF-8 by '?'. [RFC 3629] */
void utf8_clean(char *text, bool layout);

#endif
