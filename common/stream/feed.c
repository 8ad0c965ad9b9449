/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "stream/io.h"

enum { SPOOL_BLOCK = 1 << 16 /* bytes copied at once */ };

const char *feed_open(struct feed *feed, int fd)
{
    struct stat about;
    *feed = (struct feed){.fd = fd, .spool = -1};
    if (fstat(fd, &about) != 0)
        return strerror(errno);
    if (S_ISDIR(about.st_mode))
        return "is a directory";
    if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY)
        return "is not open for reading";
    feed->regular = S_ISREG(about.st_mode);
    feed->remember = !feed->regular;
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

/* Beyond FEED_REMEMBERED bytes are dropped: a source that asks for a copy then finds a damaged file. */
static void remember(struct feed *feed, const void *bytes, size_t size)
{
    if (feed->remembered + size > FEED_REMEMBERED)
        return;
    feed->after_head = mem_grow(feed->after_head, feed->remembered + size, 1);
    memcpy(feed->after_head + feed->remembered, bytes, size);
    feed->remembered += size;
}

/* Returns -1. */
static int fail(struct feed *feed, int status, const char *why)
{
    feed->failure = why;
    feed->status = status;
    return -1;
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
    if (got < 0)
        return fail(feed, EXIT_IO, strerror(errno));
    return got + (ssize_t)from_head;
}

bool feed_seek(struct feed *feed, int64_t offset)
{
    feed->at = feed->have;
    return feed->regular && lseek(feed->fd, feed->origin + offset, SEEK_SET) >= 0;
}

void feed_forget(struct feed *feed)
{
    free(feed->after_head);
    feed->after_head = NULL;
    feed->remembered = 0;
    feed->remember = false;
}

const char *feed_beyond_limit(double limit)
{
    return sentence("is longer than the %.15g bytes that --spool-limit allows for a temporary copy; name a file, or "
                    "raise the limit",
                    limit);
}

/* Writes the bytes given so far, and then the rest of the input. 0, or -1 and the failure. */
static int copy_all(struct feed *feed, int to)
{
    char block[SPOOL_BLOCK];
    if (feed->regular && !feed_seek(feed, 0))
        return fail(feed, EXIT_IO, strerror(errno));
    bool written =
        feed->regular || (io_write(to, feed->head, feed->have) && io_write(to, feed->after_head, feed->remembered));
    ssize_t got = 0;
    double copied = feed->regular ? 0 : (double)(feed->have + feed->remembered);
    while (written && (got = io_read(feed->fd, block, sizeof block)) > 0) {
        if ((copied += (double)got) > feed->most_copied && feed->most_copied > 0)
            return fail(feed, EXIT_IO, feed_beyond_limit(feed->most_copied));
        written = io_write(to, block, (size_t)got);
    }
    if (got < 0)
        return fail(feed, EXIT_IO, strerror(errno));
    if (!written || lseek(to, 0, SEEK_SET) != 0)
        return fail(feed, EXIT_IO, sentence("temporary file: %s", strerror(errno)));
    return 0;
}

int feed_file(struct feed *feed)
{
    if (feed->regular && feed->origin == 0)
        return feed_seek(feed, 0) ? feed->fd : fail(feed, EXIT_IO, strerror(errno));
    return feed_copy(feed);
}

int feed_copy(struct feed *feed)
{
    if (feed->spool >= 0)
        return feed->spool;
    feed->spool = io_temporary();
    if (feed->spool < 0)
        return fail(feed, EXIT_NO_OUTPUT, sentence("no temporary file: %s", strerror(errno)));
    return copy_all(feed, feed->spool) == 0 ? feed->spool : -1;
}

void feed_close(struct feed *feed)
{
    feed_forget(feed);
    if (feed->spool >= 0)
        close(feed->spool);
    if (feed->fd > STDERR_FILENO)
        close(feed->fd);
    feed->fd = feed->spool = -1;
}
