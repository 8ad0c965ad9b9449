/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/io.h"

enum { MOST_HIDDEN = 1 << 16 /* names tried in one folder */ };

/* A signal handler may read file->temporary at any time: a name is complete before it is set, and freed after. */
static void set_temporary(struct file *file, char *name)
{
    char *old = file->temporary;
    atomic_signal_fence(memory_order_seq_cst);
    file->temporary = name;
    atomic_signal_fence(memory_order_seq_cst);
    free(old);
}

/* The i-th hidden name of this process in `folder`, short enough for any file system. */
static char *hidden_name(const char *folder, int i)
{
    size_t room = strlen(folder) + 64;
    char *name = mem_new(room, 1);
    snprintf(name, room, "%s/.specpipe.%ld.%d.part", folder, (long)getpid(), i);
    return name;
}

/* The path by which an open file without a name can be linked: text[64] out, returned. */
static char *nameless_path(char text[64], int fd)
{
    snprintf(text, 64, "/proc/self/fd/%d", fd);
    return text;
}

/* Opens a file without a name, only if it can be named later, which needs /proc. A descriptor, or -1 and errno. */
static int open_nameless(const char *folder)
{
    char self[64];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    if (fd < 0 || access(nameless_path(self, fd), F_OK) == 0)
        return fd;
    close(fd);
    errno = EOPNOTSUPP;
    return -1;
}

/* Gives a hidden name in `folder` to the open file if it has no name, or opens a new file of such a name. */
static bool take_hidden_name(struct file *file, const char *folder)
{
    char self[64];
    for (int i = 0; i < MOST_HIDDEN; i++) {
        set_temporary(file, hidden_name(folder, i));
        if (file->fd >= 0) {
            if (linkat(AT_FDCWD, nameless_path(self, file->fd), AT_FDCWD, file->temporary, AT_SYMLINK_FOLLOW) == 0)
                return true;
        } else if ((file->fd = open(file->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) >= 0) {
            return true;
        }
        if (errno != EEXIST) /* it belongs to another output, or to a program that died */
            break;
    }
    int reason = errno;
    set_temporary(file, NULL);
    errno = reason;
    return false;
}

/* Opens a file without a name, or with a hidden one, in the folder of file->path. */
static bool open_hidden(struct file *file)
{
    char *copy = mem_text(file->path), *folder = dirname(copy);
    file->fd = open_nameless(folder);
    bool open = file->fd >= 0;
    if (!open && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        open = take_hidden_name(file, folder);
    int reason = errno;
    free(copy);
    errno = reason;
    return open;
}

/* Opens stdout, a device or a FIFO, written directly; a regular stdout can be patched. */
static const char *open_direct(struct file *file, int fd)
{
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0)
        return strerror(errno);
    int flags = fcntl(fd, F_GETFL);
    file->fd = fd;
    file->direct = true;
    file->regular = S_ISREG(about.st_mode) && (flags & O_APPEND) == 0 && (flags & O_ACCMODE) != O_RDONLY;
    file->origin = file->regular ? lseek(fd, 0, SEEK_CUR) : 0;
    io_widen_pipe(fd);
    return NULL;
}

bool file_is_terminal(const char *path)
{
    struct stat about, out;
    if (path == NULL || strcmp(path, "-") == 0)
        return isatty(STDOUT_FILENO);
    if (stat(path, &about) != 0 || !S_ISCHR(about.st_mode))
        return false;
    bool same = fstat(STDOUT_FILENO, &out) == 0 && about.st_rdev == out.st_rdev && about.st_ino == out.st_ino;
    return (same && isatty(STDOUT_FILENO)) || strncmp(path, "/dev/tty", 8) == 0 || strncmp(path, "/dev/pts/", 9) == 0;
}

/* The target of a symbolic link, whether it exists or not, else the path itself; in new memory. */
static char *target_of(const char *path)
{
    char *target = realpath(path, NULL), link[4096];
    if (target != NULL)
        return target;
    ssize_t length = readlink(path, link, sizeof link - 1);
    if (length <= 0)
        return mem_text(path);
    link[length] = '\0';
    char *copy = mem_text(path);
    if (link[0] == '/' || asprintf(&target, "%s/%s", dirname(copy), link) < 0)
        target = mem_text(link);
    free(copy);
    return target;
}

/* Whether new files can be made in the folder of the path; or sets errno. */
static bool is_folder_writable(const char *path)
{
    char *target = target_of(path);
    bool writable = access(dirname(target), W_OK | X_OK) == 0;
    int reason = errno;
    free(target);
    errno = reason;
    return writable;
}

static bool is_standard(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

const char *file_refuse(const char *path)
{
    struct stat about;
    if (is_standard(path))
        return (fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY ? "is not open for writing" : NULL;
    if (*path == '\0')
        return strerror(ENOENT);
    bool exists = stat(path, &about) == 0;
    if (!exists && errno != ENOENT)
        return strerror(errno);
    if (exists && S_ISDIR(about.st_mode))
        return strerror(EISDIR);
    bool possible = exists ? access(path, W_OK) == 0 : true;
    if (possible && (!exists || S_ISREG(about.st_mode)))
        possible = is_folder_writable(path);
    return possible ? NULL : strerror(errno);
}

/* Opens stdout, devices and FIFOs. For a regular or new file it only sets file->path: the caller opens it. */
static const char *open_special(struct file *file, const char *path, const struct stat *input)
{
    struct stat about;
    bool standard = is_standard(path);
    *file = (struct file){.name = standard ? "stdout" : path, .fd = -1};
    const char *why = file_refuse(path);
    if (why != NULL)
        return why;
    bool exists = standard ? fstat(STDOUT_FILENO, &about) == 0 : stat(path, &about) == 0;
    if (exists && input != NULL && S_ISREG(about.st_mode) && about.st_dev == input->st_dev &&
        about.st_ino == input->st_ino)
        return "is the input; it would be destroyed";
    if (standard)
        return open_direct(file, STDOUT_FILENO);
    if (exists && !S_ISREG(about.st_mode))
        return open_direct(file, open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY));
    file->path = target_of(path);
    file->regular = true;
    return NULL;
}

const char *file_create(struct file *file, const char *path, const struct stat *input)
{
    const char *why = open_special(file, path, input);
    if (why != NULL || file->path == NULL || open_hidden(file))
        return why;
    why = strerror(errno);
    file_abandon(file);
    return why;
}

const char *file_record(struct file *file, const char *path)
{
    char *part = NULL;
    const char *why = open_special(file, path, NULL);
    file->recording = true;
    if (why != NULL || file->path == NULL)
        return why;
    if (asprintf(&part, "%s.part", file->path) < 0)
        part = mem_text(".specpipe.part");
    file->fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->fd >= 0) {
        set_temporary(file, part);
        return NULL;
    }
    why = errno == EEXIST ? sentence("%s is there, of a recording that was broken off: rename it or take it away", part)
                          : strerror(errno);
    free(part);
    file_abandon(file);
    return why;
}

const char *file_write(void *to, const void *bytes, size_t size)
{
    struct file *file = to;
    return io_write(file->fd, bytes, size) ? NULL : strerror(errno);
}

const char *file_patch(struct file *file, int64_t offset, const void *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = pwrite(file->fd, bytes, size, file->origin + offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return strerror(errno);
        bytes = (const char *)bytes + written;
        offset += written;
        size -= (size_t)written;
    }
    return NULL;
}

/* Gives the file its name: links a nameless file if the name is new, else replaces the older file by rename. */
static bool give_name(struct file *file)
{
    if (file->temporary == NULL) {
        char self[64];
        if (linkat(AT_FDCWD, nameless_path(self, file->fd), AT_FDCWD, file->path, AT_SYMLINK_FOLLOW) == 0)
            return true;
        if (errno != EEXIST)
            return false;
        char *copy = mem_text(file->path);
        bool named = take_hidden_name(file, dirname(copy));
        int reason = errno;
        free(copy);
        errno = reason;
        if (!named)
            return false;
    }
    if (rename(file->temporary, file->path) != 0)
        return false;
    set_temporary(file, NULL);
    return true;
}

/* Gives the new file the permissions of the one it replaces. */
static void copy_mode(struct file *file)
{
    struct stat old;
    if (stat(file->path, &old) == 0 && fchmod(file->fd, old.st_mode & 07777) != 0)
        errno = 0; /* not permitted: the mode of the umask stays */
}

/* Closes the file, which may fail, before it gets its name; a second descriptor keeps a nameless file alive. */
static bool close_and_name(struct file *file)
{
    int fd = file->fd;
    file->fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return close(fd) == 0 && file->fd >= 0 && give_name(file);
}

const char *file_commit(struct file *file)
{
    const char *why = NULL;
    if (!file->direct) {
        copy_mode(file);
        if (fsync(file->fd) != 0 || !close_and_name(file))
            why = strerror(errno);
        if (why != NULL && file->recording)
            why = sentence("%s; what came is in %s", why, file->temporary);
    } else {
        int fd = file->fd;
        file->fd = -1;
        if (close(fd) != 0)
            why = strerror(errno);
    }
    file_abandon(file);
    return why;
}

void file_abandon(struct file *file)
{
    if (file->fd >= 0 && file->direct && file->regular && !file->recording && ftruncate(file->fd, file->origin) != 0)
        errno = 0; /* the caller already has a failure */
    if (file->fd > STDERR_FILENO)
        close(file->fd);
    if (file->temporary != NULL && !file->recording)
        unlink(file->temporary);
    set_temporary(file, NULL);
    free(file->path);
    file->fd = -1;
    file->path = NULL;
}
