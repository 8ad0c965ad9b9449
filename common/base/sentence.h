/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An error is a sentence: `const char *why`, NULL is success.
 *
 * Most are string literals. Those that carry a number are formatted here, into a small ring of buffers:
 * a sentence lives until eight later ones have been made, far longer than its way up to tools/, which prints it.
 */
#ifndef SPECPIPE_BASE_SENTENCE_H
#define SPECPIPE_BASE_SENTENCE_H

#include <stddef.h>

__attribute__((format(printf, 1, 2))) const char *sentence(const char *format, ...);

/* "hann, hamming and kaiser": names(0), names(1) ... up to NULL. */
const char *sentence_names(const char *(*names)(size_t i));

#endif
