/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sentence.h"
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

ssize_t feed_read(struct feed *feed, void *bytes, size_t size)
{
    size_t from_head = feed->have - feed->at < size ? feed->have - feed->at : size;
    memcpy(bytes, feed->head + feed->at, from_head);
    feed->at += from_head;
    if (from_head == size)
        return (ssize_t)size;
    ssize_t got = io_read(feed->fd, (char *)bytes + from_head, size - from_head);
    return got < 0 ? got : got + (ssize_t)from_head;
}

bool feed_seek(struct feed *feed, int64_t offset)
{
    feed->at = feed->have;
    return feed->regular && lseek(feed->fd, feed->origin + offset, SEEK_SET) >= 0;
}
