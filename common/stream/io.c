/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20 };

ssize_t io_read_some(int fd, void *bytes, size_t least, size_t size)
{
    size_t have = 0;
    while (have < least) {
        ssize_t count = read(fd, (char *)bytes + have, size - have);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -1;
        if (count == 0)
            break;
        have += (size_t)count;
    }
    return (ssize_t)have;
}

ssize_t io_read(int fd, void *bytes, size_t size)
{
    return io_read_some(fd, bytes, size, size);
}

bool io_write(int fd, const void *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes = (const char *)bytes + written;
        size -= (size_t)written;
    }
    return true;
}

void io_widen_pipe(int fd)
{
    fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
}

int io_temporary(void)
{
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || *folder == '\0')
        folder = "/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    char name[4096];
    if ((size_t)snprintf(name, sizeof name, "%s/specpipe.XXXXXX", folder) >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}
