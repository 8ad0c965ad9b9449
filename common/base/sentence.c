/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sentence.h"

#include <stdarg.h>
#include <stdio.h>

enum { SENTENCES = 8, LONGEST = 1024 };

const char *sentence(const char *format, ...)
{
    static _Thread_local char ring[SENTENCES][LONGEST];
    static _Thread_local unsigned turn;
    char *text = ring[turn++ % SENTENCES];
    va_list list;
    va_start(list, format);
    vsnprintf(text, LONGEST, format, list);
    va_end(list);
    return text;
}

const char *sentence_names(const char *(*names)(size_t i))
{
    char list[LONGEST] = "";
    for (size_t i = 0, length = 0; names(i) != NULL && length < sizeof list; i++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s",
                                   i == 0                 ? ""
                                   : names(i + 1) == NULL ? " and "
                                                          : ", ",
                                   names(i));
    return sentence("%s", list);
}
