/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MD5 sum of bytes, to compare with the one that FLAC files carry. Not for secrets. Source: RFC 1321.
 */
#ifndef SPECPIPE_BASE_MD5_H
#define SPECPIPE_BASE_MD5_H

#include <stddef.h>
#include <stdint.h>

enum { MD5_BYTES = 16, MD5_BLOCK = 64 };

struct md5 {
    uint32_t state[4];
    uint64_t bytes;                 /* added so far */
    unsigned char block[MD5_BLOCK]; /* the last bytes % MD5_BLOCK of them */
};

void md5_begin(struct md5 *md5);
void md5_add(struct md5 *md5, const void *bytes, size_t count);

/* sum[MD5_BYTES] out */
void md5_end(struct md5 *md5, unsigned char sum[MD5_BYTES]);

#endif
