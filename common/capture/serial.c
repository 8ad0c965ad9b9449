/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"
#include "base/sentence.h"
#include "capture/device.h"
#include "capture/nanoseconds.h"
#include "capture/reading.h"

#include <asm/ioctls.h>
#include <asm/termios.h> /* for any baud rate; conflicts with <termios.h> and <sys/ioctl.h> */
#include <linux/serial.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int ioctl(int file, unsigned long request, ...);

struct serial {
    struct device device; /* first, so that a pointer to it is also one to the whole */
    char *name;
    int file;
    bool exclusive;
    bool is_set;
    struct termios2 old; /* restored by close */
    bool counts;         /* the port counts its errors */
    struct serial_icounter_struct before, after;
    int64_t counted; /* time of the last count, ns */
};

static const char *const dtr_names[] = {"leave", "pulse", "on", "off"};

const char *dtr_name(size_t i)
{
    return i < sizeof dtr_names / sizeof *dtr_names ? dtr_names[i] : NULL;
}

static void serial_sleep(double seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL); /* a signal ends it early, as intended */
}

/* Reads the error counters once a second, since those of an unplugged port can no longer be read. */
static void serial_count(struct serial *port, int64_t now)
{
    if (!port->counts || now - port->counted < SECOND)
        return;
    port->counted = now;
    struct serial_icounter_struct count;
    if (ioctl(port->file, TIOCGICOUNT, &count) == 0)
        port->after = count;
}

static ssize_t serial_read(struct device *device, unsigned char *bytes, size_t size, struct block *block)
{
    struct serial *port = (struct serial *)device;
    ssize_t count = reading_file(port->file, bytes, size, block);
    if (count < 0 && (errno == 0 || errno == EIO || errno == ENXIO || errno == ENODEV))
        return reading_over(device, "the port was closed or unplugged");
    if (count < 0)
        return reading_over(device, strerror(errno));
    serial_count(port, block->time);
    return count;
}

static void serial_append(char *text, size_t size, int count, const char *one, const char *many)
{
    size_t length = strlen(text);
    if (count > 0)
        snprintf(text + length, size - length, "%s%d %s", length > 0 ? ", " : "", count, count == 1 ? one : many);
}

static const char *serial_losses(struct device *device)
{
    struct serial *port = (struct serial *)device;
    char text[256] = "";
    serial_count(port, INT64_MAX);
    const struct serial_icounter_struct *before = &port->before, *after = &port->after;
    serial_append(text, sizeof text, after->overrun - before->overrun, "hardware overrun", "hardware overruns");
    serial_append(text, sizeof text, after->buf_overrun - before->buf_overrun, "kernel buffer overrun",
                  "kernel buffer overruns");
    serial_append(text, sizeof text, after->frame - before->frame, "framing error", "framing errors");
    serial_append(text, sizeof text, after->parity - before->parity, "parity error", "parity errors");
    return text[0] != '\0' ? sentence("the port counted %s", text) : NULL;
}

static void serial_close(struct device *device)
{
    struct serial *port = (struct serial *)device;
    if (port->is_set)
        ioctl(port->file, TCSETS2, &port->old);
    if (port->exclusive)
        ioctl(port->file, TIOCNXCL);
    close(port->file);
    free(port->name);
    free(port);
}

static const char *serial_refusal(int error)
{
    switch (error) {
    case ENOENT:
        return "no such port; --list shows the available ones";
    case EACCES:
    case EPERM:
        return "permission denied; usually the members of the group dialout have access";
    case EBUSY:
    case EWOULDBLOCK:
        return "is in use by another program";
    case ENXIO:
    case ENODEV:
    case EIO:
        return "no device is connected to this port";
    default:
        return sentence("%s", strerror(error));
    }
}

/* O_NONBLOCK keeps open() from waiting for a modem. Read access suffices, as nothing is written. */
static const char *serial_find(int *file, const char *path)
{
    const int flags = O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
    struct stat facts;
    if (stat(path, &facts) != 0)
        return serial_refusal(errno);
    if (!S_ISCHR(facts.st_mode))
        return "is not a serial port";
    *file = open(path, O_RDWR | flags);
    if (*file < 0 && (errno == EACCES || errno == EPERM || errno == EROFS))
        *file = open(path, O_RDONLY | flags);
    return *file < 0 ? serial_refusal(errno) : NULL;
}

/* flock excludes programs that use it, even root's; TIOCEXCL excludes all others, but not every port supports it. */
static const char *serial_lock(struct serial *port)
{
    if (ioctl(port->file, TCGETS2, &port->old) != 0)
        return errno == EIO ? "no device is connected to this port" : "is not a serial port";
    if (flock(port->file, LOCK_EX | LOCK_NB) != 0)
        return serial_refusal(errno);
    port->exclusive = ioctl(port->file, TIOCEXCL) == 0;
    if (!port->exclusive && errno != ENOTTY && errno != EINVAL)
        return serial_refusal(errno);
    return NULL;
}

/* Linux raises DTR at every open and, with HUPCL, lowers it at the last close: together they reset a board. */
static const char *serial_set(struct serial *port, const char **note, const struct serial_setting *setting)
{
    const unsigned line = CSIZE | CSTOPB | PARENB | CRTSCTS;
    struct termios2 now = port->old;
    if (setting->baud < 1 || setting->baud > INT_MAX)
        return sentence("cannot run at %ld baud", setting->baud);
    if (setting->dtr == DTR_ON)
        port->old.c_cflag &= ~(unsigned)HUPCL; /* permanently: DTR stays on after close() too */
    now.c_iflag = now.c_oflag = now.c_lflag = 0;
    now.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (port->old.c_cflag & HUPCL); /* input speed is output speed */
    now.c_ispeed = now.c_ospeed = (unsigned)setting->baud;
    now.c_cc[VMIN] = 1; /* so that read() returns 0 at the end only; otherwise it fails with EAGAIN */
    now.c_cc[VTIME] = 0;
    port->is_set = true;
    if (ioctl(port->file, TCSETS2, &now) != 0 || ioctl(port->file, TCGETS2, &now) != 0)
        return sentence("cannot be set to %ld baud: %s", setting->baud, strerror(errno));
    if ((now.c_cflag & line) != CS8)
        return "cannot be set to 8 bits, no parity and 1 stop bit";
    double error = (double)now.c_ospeed / (double)setting->baud - 1;
    if (error > 0.02 || error < -0.02) /* at 10 bits a byte, both ends together tolerate about 4 % */
        *note = sentence("the port runs at %u baud instead of %ld", now.c_ospeed, setting->baud);
    return NULL;
}

static bool serial_raise(const struct serial *port, bool up)
{
    int line = TIOCM_DTR;
    return ioctl(port->file, up ? TIOCMBIS : TIOCMBIC, &line) == 0;
}

static void serial_dtr(struct serial *port, const char **note, enum dtr dtr)
{
    bool done = dtr == DTR_LEAVE || serial_raise(port, dtr == DTR_ON);
    if (done && dtr == DTR_PULSE) {
        serial_sleep(0.1);
        done = serial_raise(port, true);
    }
    if (!done)
        *note = sentence("%s%sthe DTR line cannot be set: %s", *note != NULL ? *note : "", *note != NULL ? "; " : "",
                         strerror(errno));
}

const char *serial_open(struct device **device, const char **note, const struct serial_setting *setting)
{
    int file = -1;
    *note = NULL;
    const char *why = serial_find(&file, setting->path);
    if (why != NULL)
        return why;
    struct serial *port = mem_new(1, sizeof *port);
    port->file = file;
    port->name = mem_text(setting->path);
    port->device = (struct device){
        .name = port->name, .paced = true, .read = serial_read, .losses = serial_losses, .close = serial_close};
    if ((why = serial_lock(port)) != NULL || (why = serial_set(port, note, setting)) != NULL) {
        serial_close(&port->device);
        return why;
    }
    serial_dtr(port, note, setting->dtr);
    serial_sleep(setting->settle);
    ioctl(port->file, TCFLSH, TCIFLUSH);
    port->counts = ioctl(port->file, TIOCGICOUNT, &port->before) == 0;
    port->after = port->before;
    *device = &port->device;
    return NULL;
}
