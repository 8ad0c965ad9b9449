/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/reading.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

int64_t reading_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool is_temporary(int error)
{
    return error == EAGAIN || error == EINTR;
}

ssize_t reading_file(int file, unsigned char *bytes, size_t size, struct block *block)
{
    struct pollfd wait = {.fd = file, .events = POLLIN};
    int ready = poll(&wait, 1, READING_WAIT);
    *block = (struct block){.time = reading_now()};
    if (ready <= 0)
        return ready == 0 || is_temporary(errno) ? 0 : -1;
    ssize_t count = read(file, bytes, size);
    block->time = reading_now();
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
