/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that are none: infinities and NaN among samples and rows.
 */
#ifndef SPECPIPE_TOOLS_FINITE_H
#define SPECPIPE_TOOLS_FINITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool finite_all(const float *numbers, size_t count);

/* Where the first of them is in rows[][channels][width], of which row 0 is number `first` of the input: a sentence. */
const char *finite_culprit(const float *rows, int64_t first, size_t channels, size_t width);

#endif
