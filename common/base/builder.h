/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds a text of any length piece by piece. Running out of memory is a failure of mem_grow; unlike with
 * open_memstream(), whose errors come and go unseen, the text is never incomplete.
 */
#ifndef SPECPIPE_BASE_BUILDER_H
#define SPECPIPE_BASE_BUILDER_H

#include <stdarg.h>
#include <stddef.h>

/* Begins as {0}: an empty text. */
struct builder {
    char *text;    /* ended by zero, released by free(); NULL before the first piece */
    size_t length; /* bytes, without the zero */
    size_t room;
};

__attribute__((format(printf, 2, 3))) void builder_add(struct builder *builder, const char *format, ...);
__attribute__((format(printf, 2, 0))) void builder_add_list(struct builder *builder, const char *format, va_list list);
void builder_add_text(struct builder *builder, const char *text);
void builder_add_bytes(struct builder *builder, const char *bytes, size_t count);

/* A text in new memory, released by free(). */
__attribute__((format(printf, 1, 2))) char *builder_text(const char *format, ...);

#endif
