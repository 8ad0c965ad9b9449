/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sum is that of the samples as little-endian integers of the file's depth, channels interleaved. Source: RFC 9639,
 * section 8.2.
 */
#include "stream/flac_verify.h"

#include <errno.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/md5.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "stream/container/flac.h"

enum { BLOCK = 1 << 14 /* samples of all channels */ };

/* Bytes of a sample in the sum; 0: of no depth that FLAC files have. */
static size_t depth_bytes(int format)
{
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
        return 1;
    case SF_FORMAT_PCM_16:
        return 2;
    case SF_FORMAT_PCM_24:
        return 3;
    default:
        return 0;
    }
}

/* Adds samples, which are aligned to the most significant bit, as integers of `depth` bytes. */
static void add_samples(struct md5 *md5, const int *samples, size_t count, size_t depth)
{
    unsigned char bytes[3 * BLOCK], *at = bytes;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 4 - depth; k < 4; k++)
            *at++ = (unsigned char)((unsigned)samples[i] >> 8 * k);
    md5_add(md5, bytes, (size_t)(at - bytes));
}

/* sum out: that of all samples that are decoded. False: the file cannot be decoded, for reasons that others report. */
static bool sum_samples(unsigned char sum[MD5_BYTES], int fd)
{
    SF_INFO info = {0};
    errno = 0;
    SNDFILE *file = lseek(fd, 0, SEEK_SET) == 0 ? sf_open_fd(fd, SFM_READ, &info, SF_FALSE) : NULL;
    mem_check_errno();
    if (file == NULL)
        return false;
    size_t depth = depth_bytes(info.format);
    bool flac = (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC && depth > 0;
    int *samples = mem_new(BLOCK, sizeof *samples);
    struct md5 md5;
    md5_begin(&md5);
    for (sf_count_t got = 0; flac && (got = sf_readf_int(file, samples, BLOCK / info.channels)) > 0;)
        add_samples(&md5, samples, (size_t)(got * info.channels), depth);
    mem_check_errno();
    md5_end(&md5, sum);
    free(samples);
    sf_close(file);
    return flac;
}

const char *flac_verify(int fd)
{
    static const unsigned char none[MD5_BYTES];
    unsigned char said[MD5_BYTES], sum[MD5_BYTES];
    struct byte_view *view = view_open(fd, 0, lseek(fd, 0, SEEK_END));
    bool any = flac_sum(said, view) && memcmp(said, none, sizeof said) != 0;
    free(view);
    if (!any || !sum_samples(sum, fd) || memcmp(said, sum, sizeof said) == 0)
        return NULL;
    return "damaged: its samples do not have the MD5 sum that it announces";
}
