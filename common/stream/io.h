/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads and writes bytes of file descriptors, and handles short reads, short writes and EINTR. stdio is for messages
 * only.
 */
#ifndef SPECPIPE_STREAM_IO_H
#define SPECPIPE_STREAM_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads `size` bytes, or fewer at the end of the file. Returns the bytes read; -1 and errno on an error. */
ssize_t io_read(int fd, void *bytes, size_t size);

/* Waits for `least` bytes (or the end), and reads up to `size` of those available. Returns as io_read. */
ssize_t io_read_some(int fd, void *bytes, size_t least, size_t size);

/* Writes all bytes, or returns false and sets errno. */
bool io_write(int fd, const void *bytes, size_t size);

/* Enlarges the buffer of a pipe to 1 MiB: a quarter of the system time of the default. Ignores other files. */
void io_widen_pipe(int fd);

/* An unlinked temporary file in TMPDIR or /tmp: its descriptor, or -1 and errno. */
int io_temporary(void);

#endif
