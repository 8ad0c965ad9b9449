/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An output file that appears complete or not at all.
 *
 * A new file is written without a name (O_TMPFILE) and linked at the end; an older file is replaced by rename. Where
 * the file system has no O_TMPFILE, a hidden temporary file in the same folder is renamed. Devices and FIFOs are
 * written directly. Until file_commit an existing file is untouched, and file_abandon leaves nothing behind. If the
 * program is killed before that, `temporary` must be removed: see signals_watch.
 *
 * A recording cannot be repeated, so it is never removed: it grows as PATH.part, which other programs can read.
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
    int64_t origin;  /* file offset of the first byte written, in bytes */
    bool direct;     /* stdout, a device or a FIFO: written bytes cannot be taken back */
    bool recording;  /* file_abandon keeps it */
    char *path;      /* of a regular file that is not committed yet, else NULL */
    char *temporary; /* the name such a file has until then; NULL: none. A signal handler may read it at any time. */
};

/* Whether `path` (NULL or "-": stdout) is a terminal, to which binary data should not be written. */
bool file_is_terminal(const char *path);

/*
 * Why `path` (NULL or "-": stdout) cannot be written, as far as that is known without opening it: tells of an
 * impossible output before the input is read. NULL: it seems possible.
 */
const char *file_refuse(const char *path);

/* Opens `path` (NULL or "-": stdout) for writing, unless it is the file `input` (NULL: none). NULL or a sentence. */
const char *file_create(struct file *file, const char *path, const struct stat *input);

/*
 * Opens a recording, written as PATH.part, which must not exist. Call file_commit, which gives it its name, also after
 * failures. Devices and FIFOs as in file_create.
 */
const char *file_record(struct file *file, const char *path);

/* Appends bytes. NULL or a sentence. It is a sink for spool_pour: `file` is a struct file. */
const char *file_write(void *file, const void *bytes, size_t size);

/* Overwrites bytes from `offset` on; only if `regular`. NULL or a sentence. */
const char *file_patch(struct file *file, int64_t offset, const void *bytes, size_t size);

/* Syncs the file to disk and names it. NULL or a sentence: then it is abandoned; a recording stays PATH.part. */
const char *file_commit(struct file *file);

/* Removes the file, unless it is a recording. Does nothing after file_commit. */
void file_abandon(struct file *file);

#endif
