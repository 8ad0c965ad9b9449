/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the devices do alike: wait a little, read what there is, note the time, say why nothing more will come.
 *
 * For the files of this folder that define a struct device, and for nobody else.
 */
#ifndef SPECPIPE_CAPTURE_READING_H
#define SPECPIPE_CAPTURE_READING_H

#include <stdint.h>
#include <stdio.h>

#include "capture/device.h"

enum { READING_WAIT = 100 /* ms that a read waits at most for bytes to come */ };

int64_t reading_now(void); /* CLOCK_MONOTONIC, nanoseconds */

/*
 * Bytes of an open file into bytes[size]; fills in all of *block but its bytes and size. 0: none came in time, or a
 * signal did. -1: errno says why, 0 is the end of the file.
 */
ssize_t reading_file(int file, unsigned char *bytes, size_t size, struct block *block);

/* Copies the reason, as sentences die with their thread; returns -1. */
ssize_t reading_over(struct device *device, const char *why);

/* serial_list() of a machine whose files lie below `root`: "" is this one. */
void serial_list_below(FILE *out, const char *root);

#endif
