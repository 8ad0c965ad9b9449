/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utf8.h"

#include <stddef.h>

/* The bytes of the well-formed character at `text`, or 0. */
static size_t length_at(const unsigned char *text)
{
    static const struct {
        unsigned char first, last, low, high; /* of the first byte; of the second one */
        size_t length;
    } rows[] = {{0x20, 0x7e, 0, 255, 1},     {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
                {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
                {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (text[0] < rows[i].first || text[0] > rows[i].last || text[1] < rows[i].low || text[1] > rows[i].high)
            continue;
        for (size_t k = 2; k < rows[i].length; k++)
            if ((text[k] & 0xc0) != 0x80)
                return 0;
        return rows[i].length;
    }
    return 0;
}

void utf8_clean(char *text, bool layout)
{
    while (*text != '\0') {
        size_t length = length_at((const unsigned char *)text);
        if (length == 0 && !(layout && (*text == '\n' || *text == '\t')))
            *text = '?';
        text += length > 0 ? length : 1;
    }
}
