/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/container/byte_view.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

struct byte_view *view_open(int fd, int64_t offset, int64_t size)
{
    struct byte_view *view = mem_new(1, sizeof *view);
    view->fd = fd;
    view->offset = offset;
    view->size = size;
    return view;
}

static void fill(struct byte_view *view, int64_t at)
{
    int64_t rest = view->size - at;
    size_t wanted = rest < VIEW_ROOM ? (size_t)rest : VIEW_ROOM;
    view->first = at;
    view->have = 0;
    while (view->have < wanted) {
        ssize_t got = pread(view->fd, view->block + view->have, wanted - view->have,
                            (off_t)(view->offset + at + (int64_t)view->have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return; /* a decoder that reads the same bytes reports the error */
        view->have += (size_t)got;
    }
}

const unsigned char *view_at(struct byte_view *view, int64_t at, size_t count)
{
    if (at < 0 || count > VIEW_MOST || at > view->size - (int64_t)count)
        return NULL;
    if (at < view->first || at + (int64_t)count > view->first + (int64_t)view->have)
        fill(view, at);
    return at + (int64_t)count <= view->first + (int64_t)view->have ? view->block + (at - view->first) : NULL;
}

uint64_t view_le(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;
    while (count-- > 0)
        value = value << 8 | bytes[count];
    return value;
}

uint64_t view_be(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

int64_t view_id3_bytes(struct byte_view *view, int64_t at)
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
