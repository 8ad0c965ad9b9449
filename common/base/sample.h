/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The encodings a number can have in bare data, on wires, in WAV and AU, as a named table.
 *
 * Whole-number encodings become -1 .. 1 (s16: v / 32768, u8: v / 128 - 1); floats stay as they are.
 */
#ifndef SPECPIPE_BASE_SAMPLE_H
#define SPECPIPE_BASE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>

struct sample_format {
    const char *name; /* f32le, s16be ... */
    size_t bytes;     /* of one number */
    bool real;        /* may hold NaN and infinities */
    bool positive;    /* whole numbers from 0 up: half their range becomes 0 */
    /* to[count] out; from[count * bytes], of any alignment */
    void (*decode)(float *to, const unsigned char *from, size_t count);
};

const char *sample_format_name(size_t i); /* NULL past the end */
const struct sample_format *sample_format_find(const char *name);

#endif
