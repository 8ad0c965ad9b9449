/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/container/container.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream/container/parsers.h"

int64_t id3_bytes(struct byte_view *view, int64_t at)
{
    enum { HEAD = 10, FOOTER = 0x10 };
    const unsigned char *head = view_at(view, at, HEAD);
    if (head == NULL || memcmp(head, "ID3", 3) != 0)
        return 0;
    for (size_t i = 6; i < HEAD; i++)
        if (head[i] > 127)
            return 0;
    int64_t size = (int64_t)head[6] << 21 | (int64_t)head[7] << 14 | (int64_t)head[8] << 7 | head[9];
    return size + HEAD + ((head[5] & FOOTER) != 0 ? HEAD : 0);
}

int64_t container_first_damage(int fd)
{
    struct byte_view *view = view_open(fd, 0, lseek(fd, 0, SEEK_END));
    int64_t samples = flac_first_damage(view);
    free(view);
    return samples;
}

void container_examine(struct container *container, int fd, int64_t offset, int64_t size)
{
    static bool (*const parsers[])(struct container *, struct byte_view *) = {ogg_examine,  flac_examine, riff_examine,
                                                                              aiff_examine, caf_examine,  mpeg_examine};
    struct byte_view *view = view_open(fd, offset, size);
    *container = (struct container){.samples = -1, .rate_at = -1};
    for (size_t i = 0; !container->known && i < sizeof parsers / sizeof *parsers; i++)
        container->known = parsers[i](container, view);
    free(view);
}
