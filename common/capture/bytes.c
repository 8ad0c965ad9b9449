/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"
#include "base/sentence.h"
#include "capture/device.h"
#include "capture/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct bytes {
    struct device device; /* first, so that a pointer to it is also one to the whole */
    char *name;
    int file;
};

static ssize_t bytes_read(struct device *device, unsigned char *bytes, size_t size, struct block *block)
{
    struct bytes *from = (struct bytes *)device;
    ssize_t count = reading_file(from->file, bytes, size, block);
    if (count < 0 && errno != 0)
        return reading_over(device, strerror(errno));
    return count;
}

static void bytes_close(struct device *device)
{
    struct bytes *from = (struct bytes *)device;
    if (from->file != STDIN_FILENO)
        close(from->file);
    free(from->name);
    free(from);
}

static const char *bytes_refuse(int file, struct stat *facts)
{
    if (fstat(file, facts) != 0)
        return errno == EBADF ? "is closed" : sentence("%s", strerror(errno));
    if (S_ISDIR(facts->st_mode))
        return "is a directory";
    if ((fcntl(file, F_GETFL) & O_ACCMODE) == O_WRONLY)
        return "is not open for reading";
    return isatty(file) ? "is a terminal; give a pipe or a file" : NULL;
}

/* Opening a FIFO waits for a writer. Opening a serial port, which is refused later, must not wait for a modem. */
static const char *bytes_find(int *file, const char *path)
{
    struct stat facts;
    bool fifo = stat(path, &facts) == 0 && S_ISFIFO(facts.st_mode);
    *file = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC | (fifo ? 0 : O_NONBLOCK));
    if (*file >= 0)
        return NULL;
    if (errno == EINTR)
        return "interrupted before any data arrived";
    return sentence("%s", strerror(errno));
}

const char *bytes_open(struct device **device, const char *path)
{
    bool named = path != NULL && strcmp(path, "-") != 0;
    int file = STDIN_FILENO;
    struct stat facts;
    const char *why = named ? bytes_find(&file, path) : NULL;
    if (why != NULL)
        return why;
    if ((why = bytes_refuse(file, &facts)) != NULL) {
        if (named)
            close(file);
        return why;
    }
    struct bytes *from = mem_new(1, sizeof *from);
    from->file = file;
    from->name = mem_text(named ? path : "stdin");
    from->device = (struct device){.name = from->name,
                                   .waits = true,
                                   .paced = !S_ISREG(facts.st_mode) && !S_ISBLK(facts.st_mode),
                                   .finite = true,
                                   .read = bytes_read,
                                   .close = bytes_close};
    *device = &from->device;
    return NULL;
}
