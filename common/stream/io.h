/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes in and out of file descriptors; all data of all tools passes here.
 *
 * Short reads, short writes and EINTR are handled once, here; stdio is for messages only.
 */
#ifndef SPECPIPE_STREAM_IO_H
#define SPECPIPE_STREAM_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads until `size` bytes or the end. Bytes read, fewer only at the end; -1 and errno on an error. */
ssize_t io_read(int fd, void *bytes, size_t size);

/* Reads at least `least` bytes, and of up to `size` what there is without waiting for more. Else as io_read. */
ssize_t io_read_some(int fd, void *bytes, size_t least, size_t size);

/* Writes all of it, or returns false and sets errno. */
bool io_write(int fd, const void *bytes, size_t size);

/* Asks the kernel for a pipe of 1 MiB: a quarter of the system time of the default. No pipe: nothing happens. */
void io_widen_pipe(int fd);

/* An unlinked temporary file in TMPDIR or /tmp: its descriptor, or -1 and errno. */
int io_temporary(void);

#endif
