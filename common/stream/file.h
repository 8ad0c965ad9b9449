/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that appears whole or not at all.
 *
 * A new name is an O_TMPFILE linked in at the end; an old file is replaced by rename; where the file system has
 * no O_TMPFILE, a temporary in the same folder. Devices and FIFOs are written directly. Before
 * file_commit an older file stays as it was, and file_abandon leaves nothing behind. A program that is killed in between
 * should remove `temporary` while it is set: see signals_watch.
 *
 * A recording is the exception: it cannot be made again. It grows in sight, as PATH.part, and nothing takes it away.
 */
#ifndef SPECPIPE_STREAM_FILE_H
#define SPECPIPE_STREAM_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct file {
    const char *name; /* for messages */
    int fd;
    bool regular;    /* can be patched: seekable, and not opened for appending */
    int64_t origin;  /* where our first byte lies */
    bool direct;     /* stdout, a device or a FIFO: what is written is out */
    bool recording;  /* file_abandon leaves what there is */
    char *path;      /* of a regular file that is not committed yet, else NULL */
    char *temporary; /* the name such a file has until then; NULL: none. A signal handler may read it at any time. */
};

/* The format that a name's extension promises, as "png"; NULL: none that is known here. */
const char *file_promise(const char *path);

/* Whether `path` (NULL or "-": stdout) is a terminal, where binary data do not belong. */
bool file_is_terminal(const char *path);

/* Opens `path` (NULL or "-": stdout); refuses the file `input` describes (NULL: none). NULL or a sentence. */
const char *file_create(struct file *file, const char *path, const struct stat *input);

/*
 * The same for a recording, which is written as PATH.part; that one must not be there yet. file_commit gives it its
 * name, and should be called after failures too. Devices and FIFOs as in file_create.
 */
const char *file_record(struct file *file, const char *path);

/* Writes at the end. NULL or a sentence. The signature is a sink's: `file` is a struct file. */
const char *file_write(void *file, const void *bytes, size_t size);

/* Replaces bytes from `offset` on; only where `regular`. NULL or a sentence. */
const char *file_patch(struct file *file, int64_t offset, const void *bytes, size_t size);

/* Makes the file appear, on the disk. NULL or a sentence; then it is abandoned, and a recording still PATH.part. */
const char *file_commit(struct file *file);

/* Leaves no trace, but of a recording. Harmless after file_commit. */
void file_abandon(struct file *file);

#endif
