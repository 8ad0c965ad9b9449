/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shade: quantizes levels to the steps of a colour map or of grey. Step 0 is the low end and below, the last step the
 * high end and above.
 */
#ifndef SPECPIPE_IMAGE_SHADE_H
#define SPECPIPE_IMAGE_SHADE_H

#include <stddef.h>

struct shade {
    double low, high; /* low < high */
    size_t steps;     /* 2..256 in one byte, 2..65536 in two */
};

/*
 * step[count]  out: the nearest step to each level, as unsigned char or as uint16_t; NaN becomes step 0
 * step_bytes   1 or 2
 */
void shade_fill(const struct shade *shade, void *step, size_t step_bytes, const float *level, size_t count);

#endif
