/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shade: levels as steps of a colour map or of grey. Step 0 is the low end and below, the last step the high end and above.
 */
#ifndef SPECPIPE_IMAGE_SHADE_H
#define SPECPIPE_IMAGE_SHADE_H

#include <stddef.h>
#include <stdint.h>

struct shade {
    double low, high; /* low < high */
    size_t steps;     /* 2..256 in bytes, ..65536 in words */
};

/* step[count] out: the nearest step to each level */
void shade_bytes(const struct shade *shade, unsigned char *step, const float *level, size_t count);
void shade_words(const struct shade *shade, uint16_t *step, const float *level, size_t count);

/*
 * The level that a share (0..1) of all levels do not exceed, for ranges that fit themselves to the picture;
 * found to 1/65536 of the distance between the least and the greatest. levels[count], count at least 1.
 */
double shade_percentile(const float *levels, size_t count, double share);

#endif
