/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/reading.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "capture/nanoseconds.h"

static bool is_temporary(int error)
{
    return error == EAGAIN || error == EINTR;
}

ssize_t reading_file(int file, unsigned char *bytes, size_t size, struct block *block)
{
    struct pollfd wait = {.fd = file, .events = POLLIN};
    int ready = poll(&wait, 1, READING_WAIT);
    *block = (struct block){.time = nanoseconds_now(CLOCK_MONOTONIC)};
    if (ready <= 0)
        return ready == 0 || is_temporary(errno) ? 0 : -1;
    ssize_t count = read(file, bytes, size);
    block->time = nanoseconds_now(CLOCK_MONOTONIC);
    if (count > 0)
        return count;
    if (count == 0)
        errno = 0;
    return is_temporary(errno) ? 0 : -1;
}

ssize_t reading_over(struct device *device, const char *why)
{
    snprintf(device->failure, sizeof device->failure, "%s", why);
    return -1;
}
