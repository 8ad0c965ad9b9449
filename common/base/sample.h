/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sample formats of raw data, serial lines, WAV and AU, in one table.
 *
 * Integers are decoded to -1 .. 1 (s16: v / 32768, u8: v / 128 - 1); floats are not scaled.
 */
#ifndef SPECPIPE_BASE_SAMPLE_H
#define SPECPIPE_BASE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>

struct sample_format {
    const char *name; /* f32le, s16be ... */
    size_t bytes;     /* per number */
    bool real;        /* floating point: may be NaN or infinite */
    bool positive;    /* unsigned: the middle of the range is decoded to 0 */
    /* to[count] out; from[count * bytes] of any alignment */
    void (*decode)(float *to, const unsigned char *from, size_t count);
};

const char *sample_format_name(size_t i);                         /* NULL past the end */
const struct sample_format *sample_format_find(const char *name); /* NULL: no such format */

#endif
