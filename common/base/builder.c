/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/builder.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { LEAST = 256 };

/* Makes room for `more` bytes and the zero. */
static void grow(struct builder *builder, size_t more)
{
    size_t need = builder->length + more + 1;
    if (need <= builder->room)
        return;
    size_t room = need > 2 * builder->room ? need : 2 * builder->room;
    builder->room = room > LEAST ? room : LEAST;
    builder->text = mem_grow(builder->text, builder->room, 1);
}

void builder_add_bytes(struct builder *builder, const char *bytes, size_t count)
{
    grow(builder, count);
    memcpy(builder->text + builder->length, bytes, count);
    builder->length += count;
    builder->text[builder->length] = '\0';
}

void builder_add_text(struct builder *builder, const char *text)
{
    builder_add_bytes(builder, text, strlen(text));
}

void builder_add_list(struct builder *builder, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int bytes = vsnprintf(NULL, 0, format, list);
    if (bytes < 0) /* printf has work space of its own */
        mem_fail();
    grow(builder, (size_t)bytes);
    if (vsnprintf(builder->text + builder->length, (size_t)bytes + 1, format, again) != bytes)
        mem_fail();
    builder->length += (size_t)bytes;
    va_end(again);
}

void builder_add(struct builder *builder, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    builder_add_list(builder, format, list);
    va_end(list);
}

char *builder_text(const char *format, ...)
{
    struct builder builder = {0};
    va_list list;
    va_start(list, format);
    builder_add_list(&builder, format, list);
    va_end(list);
    return builder.text;
}
