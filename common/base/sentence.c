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
