/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared read function of all devices: waits briefly, reads what is there, and records the time, or why the input has
 * ended.
 *
 * Only for the files of this folder that define a struct device.
 */
#ifndef SPECPIPE_CAPTURE_READING_H
#define SPECPIPE_CAPTURE_READING_H

#include "capture/device.h"

enum { READING_WAIT = 100 /* ms that a read waits for bytes */ };

/*
 * Reads an open file into bytes[size] and returns how many bytes; fills in *block except its bytes and size. 0: none
 * within READING_WAIT, or a signal interrupted the wait. -1: errno says why; it is 0 at the end of the file.
 */
ssize_t reading_file(int file, unsigned char *bytes, size_t size, struct block *block);

/* Copies the reason into device->failure, because sentence() uses thread-local buffers. Returns -1. */
ssize_t reading_over(struct device *device, const char *why);

#endif
