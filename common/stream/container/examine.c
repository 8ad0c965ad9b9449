/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/container/examine.h"

#include <stdlib.h>
#include <unistd.h>

#include "stream/container/chunks.h"
#include "stream/container/flac.h"
#include "stream/container/mpeg.h"
#include "stream/container/ogg.h"
#include "stream/container/riff.h"

int64_t container_first_damage(int fd)
{
    struct byte_view *view = view_open(fd, 0, lseek(fd, 0, SEEK_END));
    int64_t samples = flac_first_damage(view);
    free(view);
    return samples;
}

void container_examine(struct container *container, int fd, int64_t offset, int64_t size)
{
    static bool (*const parsers[])(struct container *, struct byte_view *) = {
        ogg_examine, flac_examine, riff_examine, aiff_examine, caf_examine, w64_examine, mpeg_examine};
    struct byte_view *view = view_open(fd, offset, size);
    *container = (struct container){.samples = -1, .rate_at = -1};
    for (size_t i = 0; !container->known && i < sizeof parsers / sizeof *parsers; i++)
        container->known = parsers[i](container, view);
    free(view);
}
