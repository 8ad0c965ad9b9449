/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compressed sound in WAV: codecs of fixed blocks, whose samples are counted by blocks, and MPEG audio. Sources:
 * Microsoft, "New multimedia data types and data techniques" (1994), for formats 2, 0x11 and 0x31 and their blocks.
 */
#include "stream/container/riff.h"

#include <stdlib.h>
#include <string.h>

#include "stream/container/mpeg.h"

enum { MS_ADPCM = 2, IMA_ADPCM = 0x11, GSM610 = 0x31, MPEG = 0x50, MP3 = 0x55 };

struct riff {
    unsigned codec;
    int64_t block_bytes, block_samples; /* 0: not a codec of blocks */
    double rate;
    int64_t data, data_bytes; /* offset and size of the samples; 0: not found */
};

static void read_fmt(struct riff *riff, const unsigned char *fmt, int64_t size)
{
    riff->codec = (unsigned)view_le(fmt, 2);
    riff->rate = (double)view_le(fmt + 4, 4);
    if (riff->codec == GSM610) {
        riff->block_bytes = 65;
        riff->block_samples = 320;
    } else if ((riff->codec == MS_ADPCM || riff->codec == IMA_ADPCM) && size >= 20) {
        riff->block_bytes = (int64_t)view_le(fmt + 12, 2);
        riff->block_samples = (int64_t)view_le(fmt + 18, 2);
    }
}

/* Reads the chunks up to `data`. */
static void read_chunks(struct riff *riff, struct byte_view *view)
{
    const unsigned char *head = NULL, *body = NULL;
    for (int64_t at = 12, size = 0; riff->data == 0 && (head = view_at(view, at, 8)) != NULL;
         at += 8 + size + (size & 1)) {
        size = (int64_t)view_le(head + 4, 4);
        if (memcmp(head, "data", 4) == 0) {
            riff->data = at + 8;
            riff->data_bytes = size < view->size - riff->data ? size : view->size - riff->data;
        } else if (memcmp(head, "fmt ", 4) == 0 && size >= 16 && size < 1024) {
            if ((body = view_at(view, at + 8, (size_t)size)) != NULL)
                read_fmt(riff, body, size);
        }
    }
}

/* Samples of all whole blocks, as ffmpeg counts them: the padding of the last one is told apart by no decoder. */
static bool count_blocks(struct container *container, const struct riff *riff)
{
    if (riff->block_bytes == 0 || riff->block_samples == 0)
        return false;
    container->samples = riff->data_bytes / riff->block_bytes * riff->block_samples;
    container->clock = riff->rate;
    return true;
}

bool riff_examine(struct container *container, struct byte_view *view)
{
    struct riff riff = {0};
    const unsigned char *magic = view_at(view, 0, 12);
    if (magic == NULL || memcmp(magic, "RIFF", 4) != 0 || memcmp(magic + 8, "WAVE", 4) != 0)
        return false;
    read_chunks(&riff, view);
    if (riff.data == 0 || (riff.codec != MPEG && riff.codec != MP3))
        return riff.data > 0 && count_blocks(container, &riff);
    struct byte_view *inside = view_open(view->fd, view->offset + riff.data, riff.data_bytes);
    bool found = mpeg_examine(container, inside);
    free(inside);
    return found;
}
