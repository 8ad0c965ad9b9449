/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/md5.h"

#include <math.h>
#include <string.h>

void md5_begin(struct md5 *md5)
{
    *md5 = (struct md5){.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}};
}

/* Fills in constant i: the whole part of 2^32 |sin(i + 1)|, i from 0 to 63. */
static void fill_constants(uint32_t constant[MD5_BLOCK])
{
    for (int i = 0; i < MD5_BLOCK; i++)
        constant[i] = (uint32_t)floor(0x1p32 * fabs(sin(i + 1)));
}

static uint32_t rotate(uint32_t value, unsigned by)
{
    return value << by | value >> (32 - by);
}

/* The function of step i, and the word of the block that the step adds. */
static uint32_t mix(unsigned i, uint32_t b, uint32_t c, uint32_t d, unsigned *word)
{
    switch (i / 16) {
    case 0:
        *word = i;
        return (b & c) | (~b & d);
    case 1:
        *word = (5 * i + 1) % 16;
        return (d & b) | (~d & c);
    case 2:
        *word = (3 * i + 5) % 16;
        return b ^ c ^ d;
    default:
        *word = 7 * i % 16;
        return c ^ (b | ~d);
    }
}

static void add_block(uint32_t state[4], const unsigned char *block, const uint32_t *constant)
{
    static const unsigned char shift[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], words[16];
    for (size_t i = 0; i < 16; i++, block += 4)
        words[i] = block[0] | (uint32_t)block[1] << 8 | (uint32_t)block[2] << 16 | (uint32_t)block[3] << 24;
    for (unsigned i = 0; i < MD5_BLOCK; i++) {
        unsigned word = 0;
        uint32_t sum = a + mix(i, b, c, d, &word) + constant[i];
        a = d;
        d = c;
        c = b;
        b += rotate(sum + words[word], shift[i / 16][i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void md5_add(struct md5 *md5, const void *bytes, size_t count)
{
    uint32_t constant[MD5_BLOCK];
    fill_constants(constant);
    for (const unsigned char *at = bytes; count > 0;) {
        size_t used = (size_t)(md5->bytes % MD5_BLOCK), part = MD5_BLOCK - used < count ? MD5_BLOCK - used : count;
        memcpy(md5->block + used, at, part);
        at += part;
        count -= part;
        md5->bytes += part;
        if (used + part == MD5_BLOCK)
            add_block(md5->state, md5->block, constant);
    }
}

void md5_end(struct md5 *md5, unsigned char sum[MD5_BYTES])
{
    static const unsigned char padding[MD5_BLOCK] = {0x80};
    uint64_t bits = 8 * md5->bytes;
    unsigned char length[8];
    for (unsigned i = 0; i < sizeof length; i++)
        length[i] = (unsigned char)(bits >> 8 * i);
    md5_add(md5, padding, MD5_BLOCK - (size_t)((md5->bytes + sizeof length) % MD5_BLOCK));
    md5_add(md5, length, sizeof length);
    for (unsigned i = 0; i < MD5_BYTES; i++)
        sum[i] = (unsigned char)(md5->state[i / 4] >> 8 * (i % 4));
}
