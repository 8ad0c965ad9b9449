/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of NumPy's .npy, version 1.0. The numbers follow, little-endian and in C order.
 *
 * Source: the format's description in NumPy's documentation (numpy.lib.format, 2008).
 */
#ifndef SPECPIPE_STREAM_WRITE_NPY_H
#define SPECPIPE_STREAM_WRITE_NPY_H

#include <stddef.h>
#include <stdint.h>

enum { NPY_HEAD = 128 /* bytes, for any shape: so it can be overwritten when the shape is known */ };

/*
 * head[NPY_HEAD]     out
 * type               of the numbers as NumPy names it: "<f4", "<f8", "<c8"
 * shape[dimensions]  1 to 3 of them, none negative, of less than 60 digits together
 */
void npy_head(char head[NPY_HEAD], const char *type, const int64_t *shape, size_t dimensions);

#endif
