/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device gives bytes: a serial port, a sound card, a pipe. Whoever opens it gets a struct device; the pump reads it.
 */
#ifndef SPECPIPE_CAPTURE_DEVICE_H
#define SPECPIPE_CAPTURE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "capture/ring.h"

struct device {
    const char *name; /* for messages: "/dev/ttyACM0", "hw:0", "stdin" */
    bool waits;       /* who sends waits for us, as a pipe's writer does: nothing is thrown away when we are slow */
    bool paced;       /* bytes come when they arise, so that their rate can be measured; not so in a file */
    bool finite;      /* may end by itself without having been lost: a file or a pipe */

    /*
     * Bytes that have come, into bytes[size], size >= MOST_BLOCK; how many is the result. 0: none within a tenth of a
     * second. -1: no more will come; `failure` says why, NULL: the end. Fills in time, lost, guessed and cause of the
     * block, not its bytes and size. Called by one thread only, which takes no signals.
     */
    ssize_t (*read)(struct device *device, unsigned char *bytes, size_t size, struct block *block);
    char failure[160]; /* "": none */

    /* What the device knows of losses that no block could tell, as a sentence; NULL: none. After the last read. */
    const char *(*losses)(struct device *device); /* may be NULL */
    void (*close)(struct device *device);
};

/* What becomes of the line that many boards wire to their reset. */
enum dtr { DTR_LEAVE, DTR_PULSE, DTR_ON, DTR_OFF };
const char *dtr_name(size_t i); /* leave pulse on off; NULL past the end */

struct serial_setting {
    const char *path;
    long baud;
    enum dtr dtr;
    double settle; /* seconds to wait, after DTR, before what is queued is thrown away */
};

/* Raw mode, 8N1, any baud rate, locked against other programs. NULL or a sentence; *note, if set, deserves a warning. */
const char *serial_open(struct device **device, const char **note, const struct serial_setting *setting);

/* A file, a FIFO or, with path "-" or NULL, stdin. NULL or a sentence. */
const char *bytes_open(struct device **device, const char *path);

struct alsa_setting {
    const char *name; /* "default", "hw:0" */
    char format[8];   /* name of a sample format; "": the best there is. Filled in */
    long channels;    /* 0: the fewest there are. Filled in */
    long rate;        /* Hz; 0: 48000, or what comes nearest. Filled in */
};

/* Opens a sound card without any resampling. NULL, or a sentence that says what the device has instead. */
const char *alsa_open(struct device **device, struct alsa_setting *setting);

/* A line per device that can be captured from: "--device NAME" or "--serial PATH", TAB, what it is. */
void alsa_list(FILE *out);
void serial_list(FILE *out);

#endif
