/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device is a source of bytes: a serial port, a sound card, a file or a pipe.
 *
 * Each kind has a function that opens it and returns a struct device, which the pump reads.
 */
#ifndef SPECPIPE_CAPTURE_DEVICE_H
#define SPECPIPE_CAPTURE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/builder.h"
#include "capture/ring.h"

struct device {
    const char *name; /* for messages: "/dev/ttyACM0", "hw:0", "stdin" */
    bool waits;       /* the sender waits until its bytes are read, as the writer of a pipe does: nothing is lost */
    bool paced;       /* bytes arrive in real time, unlike those of a file: their rate can be measured */
    bool finite;      /* its end is not an error: a file or a pipe */

    /*
     * Reads the bytes that have arrived into bytes[size], size >= MOST_BLOCK, and returns how many. 0: none within a
     * tenth of a second. -1: no more will come; `failure` says why, "" at the end. Fills in time, lost, estimated and
     * cause of the block, not its bytes and size. Called by one thread only, which handles no signals.
     */
    ssize_t (*read)(struct device *device, unsigned char *bytes, size_t size, struct block *block);
    char failure[160]; /* "": none */

    /* Call after the last read: losses not reported by any block, as a sentence; NULL if none. */
    const char *(*losses)(struct device *device); /* may be NULL */
    void (*close)(struct device *device);
};

/* The handling of the DTR line, which many boards connect to their reset. */
enum dtr { DTR_LEAVE, DTR_PULSE, DTR_ON, DTR_OFF };
const char *dtr_name(size_t i); /* leave pulse on off; NULL past the end */

struct serial_setting {
    const char *path;
    long baud; /* bits per second */
    enum dtr dtr;
    double settle; /* seconds to wait, after DTR, before the bytes received so far are discarded */
};

/*
 * Opens a serial port in raw mode, 8N1, at any baud rate, and locks it against other programs. NULL or a sentence;
 * *note, if not NULL, is a warning.
 */
const char *serial_open(struct device **device, const char **note, const struct serial_setting *setting);

/* Opens a file, a FIFO or, with path "-" or NULL, stdin. NULL or a sentence. */
const char *bytes_open(struct device **device, const char *path);

struct alsa_setting {
    const char *name; /* "default", "hw:0" */
    char format[8];   /* name of a sample format; "": the most precise one */
    long channels;    /* 0: the fewest possible */
    long rate;        /* Hz; 0: 48000, or the nearest one */
};

/*
 * Opens a sound card without resampling and fills in the setting. NULL, or a sentence that says what the card supports
 * instead.
 */
const char *alsa_open(struct device **device, struct alsa_setting *setting);

/* Writes a line for each device that can be captured from: "--device NAME" or "--serial PATH", TAB, description. */
void alsa_list(struct builder *out);
void serial_list(struct builder *out);

#endif
