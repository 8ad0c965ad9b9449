/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/flac_mask.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

uint32_t flac_mask_default(long channels)
{
    static const uint32_t masks[] = {0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f};
    return channels >= 0 && channels < (long)(sizeof masks / sizeof *masks) ? masks[channels] : 0;
}

static bool read_at(int fd, void *bytes, size_t size, off_t at)
{
    return pread(fd, bytes, size, at) == (ssize_t)size;
}

static bool read_length(uint32_t *length, int fd, off_t at)
{
    unsigned char b[4];
    bool found = read_at(fd, b, sizeof b, at);
    *length = found ? (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24 : 0;
    return found;
}

/* The mask in a block of comments from `at` to `end`. */
static uint32_t find_comment(int fd, off_t at, off_t end)
{
    static const char key[] = "WAVEFORMATEXTENSIBLE_CHANNEL_MASK=";
    enum { KEY = sizeof key - 1, MOST_COMMENTS = 1000 };
    uint32_t length = 0, count = 0;
    if (!read_length(&length, fd, at))
        return 0;
    at += 4 + (off_t)length; /* the name of the encoder */
    if (!read_length(&count, fd, at))
        return 0;
    at += 4;
    for (uint32_t i = 0; i < count && i < MOST_COMMENTS && at < end; i++) {
        char text[KEY + 12] = "";
        if (!read_length(&length, fd, at))
            return 0;
        at += 4;
        if (length > KEY && length < sizeof text && read_at(fd, text, length, at) && strncasecmp(text, key, KEY) == 0)
            return (uint32_t)strtoul(text + KEY, NULL, 0);
        at += (off_t)length;
    }
    return 0;
}

uint32_t flac_mask_read(int fd, off_t start)
{
    enum { COMMENTS = 4, MOST_BLOCKS = 1000 };
    unsigned char head[4];
    if (!read_at(fd, head, sizeof head, start) || memcmp(head, "fLaC", 4) != 0)
        return 0;
    off_t at = start + 4;
    for (int i = 0; i < MOST_BLOCKS && read_at(fd, head, sizeof head, at); i++) {
        off_t length = (off_t)head[1] << 16 | (off_t)head[2] << 8 | (off_t)head[3];
        at += 4;
        if ((head[0] & 0x7f) == COMMENTS)
            return find_comment(fd, at, at + length);
        if ((head[0] & 0x80) != 0) /* the last block */
            return 0;
        at += length;
    }
    return 0;
}
