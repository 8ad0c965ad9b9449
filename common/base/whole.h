/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer division that rounds down, for positions before 0 too.
 */
#ifndef SPECPIPE_BASE_WHOLE_H
#define SPECPIPE_BASE_WHOLE_H

#include <stdint.h>

/* floor(a / b) for positive b */
static inline int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

#endif
