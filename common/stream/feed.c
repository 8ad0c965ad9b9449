/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "stream/io.h"
#include "stream/source.h"

const char *feed_open(struct feed *feed, int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return strerror(errno);
    if (S_ISDIR(about.st_mode))
        return "is a directory";
    *feed = (struct feed){.fd = fd, .regular = S_ISREG(about.st_mode)};
    if (feed->regular) {
        feed->origin = lseek(fd, 0, SEEK_CUR);
        feed->size = about.st_size - feed->origin;
    }
    io_widen_pipe(fd);
    ssize_t got = io_read(fd, feed->head, FEED_HEAD);
    if (got < 0)
        return strerror(errno);
    feed->have = (size_t)got;
    return NULL;
}

static void remember(struct feed *feed, const void *bytes, size_t size)
{
    if (feed->remembered + size > MOST_REMEMBERED) /* no header is so long: whoever else wants it gets a damaged one */
        return;
    feed->beyond = mem_grow(feed->beyond, feed->remembered + size, 1);
    memcpy(feed->beyond + feed->remembered, bytes, size);
    feed->remembered += size;
}

int feed_spool(struct feed *feed)
{
    if (feed->regular) {
        feed_seek(feed, 0);
        return io_spool(NULL, 0, feed->fd);
    }
    size_t size = feed->have + feed->remembered;
    unsigned char *all = mem_new(size, 1);
    memcpy(all, feed->head, feed->have);
    if (feed->remembered > 0)
        memcpy(all + feed->have, feed->beyond, feed->remembered);
    int fd = io_spool(all, size, feed->fd);
    free(all);
    return fd;
}

void feed_forget(struct feed *feed)
{
    free(feed->beyond);
    feed->beyond = NULL;
    feed->remembered = 0;
    feed->remember = false;
}

ssize_t feed_read(struct feed *feed, void *bytes, size_t size)
{
    return feed_read_some(feed, bytes, size, size);
}

ssize_t feed_read_some(struct feed *feed, void *bytes, size_t least, size_t size)
{
    size_t from_head = feed->have - feed->at < size ? feed->have - feed->at : size;
    memcpy(bytes, feed->head + feed->at, from_head);
    feed->at += from_head;
    if (from_head >= least)
        return (ssize_t)from_head;
    ssize_t got = io_read_some(feed->fd, (char *)bytes + from_head, least - from_head, size - from_head);
    if (got > 0 && feed->remember)
        remember(feed, (char *)bytes + from_head, (size_t)got);
    return got < 0 ? got : got + (ssize_t)from_head;
}

bool feed_seek(struct feed *feed, int64_t offset)
{
    feed->at = feed->have;
    return feed->regular && lseek(feed->fd, feed->origin + offset, SEEK_SET) >= 0;
}
