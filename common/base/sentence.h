/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Error messages: functions return a sentence, `const char *why`, or NULL for success.
 *
 * Most are string literals. Those with a number or a name are formatted here, into a ring of eight thread-local
 * buffers: a sentence is valid until its thread has formatted eight more.
 */
#ifndef SPECPIPE_BASE_SENTENCE_H
#define SPECPIPE_BASE_SENTENCE_H

#include <stddef.h>

__attribute__((format(printf, 1, 2))) const char *sentence(const char *format, ...);

/* "hann, hamming and kaiser": names(0), names(1) ... up to NULL. */
const char *sentence_names(const char *(*names)(size_t i));

#endif
