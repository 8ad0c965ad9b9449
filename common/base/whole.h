/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Division of whole numbers that rounds downwards, as positions before 0 need it.
 */
#ifndef SPECPIPE_BASE_WHOLE_H
#define SPECPIPE_BASE_WHOLE_H

#include <stdint.h>

/* b is positive. */
static inline int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

#endif
