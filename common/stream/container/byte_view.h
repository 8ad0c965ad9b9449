/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A view of a file's bytes through a block of fixed size, for parsers that read forward and look a little ahead.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_BYTE_VIEW_H
#define SPECPIPE_STREAM_CONTAINER_BYTE_VIEW_H

#include <stddef.h>
#include <stdint.h>

enum { VIEW_ROOM = 1 << 18, VIEW_MOST = 1 << 17 /* bytes that view_at gives at most */ };

struct byte_view {
    int fd;
    int64_t offset, size; /* the part of the file that is viewed */
    int64_t first;        /* of the block, in the part */
    size_t have;
    unsigned char block[VIEW_ROOM];
};

/* Released by free(). */
struct byte_view *view_open(int fd, int64_t offset, int64_t size);

/* The `count` bytes (at most VIEW_MOST) from `at` on, until the next call; NULL: they are not all there. */
const unsigned char *view_at(struct byte_view *view, int64_t at, size_t count);

/* Numbers of `count` bytes (at most 8), least or most significant byte first. */
uint64_t view_le(const unsigned char *bytes, size_t count);
uint64_t view_be(const unsigned char *bytes, size_t count);

/* Bytes of an ID3v2 tag at `at`, which may precede FLAC and MPEG audio; 0: there is none. */
int64_t view_id3_bytes(struct byte_view *view, int64_t at);

#endif
