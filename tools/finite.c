/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/finite.h"

#include <float.h>
#include <math.h>

#include "base/sentence.h"

bool finite_all(const float *numbers, size_t count)
{
    bool bad = false;
    for (size_t i = 0; i < count; i++)
        bad |= !(fabsf(numbers[i]) <= FLT_MAX);
    return !bad;
}

const char *finite_culprit(const float *rows, int64_t first, size_t channels, size_t width)
{
    size_t i = 0;
    while (finite_all(rows + i, 1))
        i++;
    long long row = first + (long long)(i / (channels * width));
    if (width > 1)
        return sentence("row %lld holds a number that is not finite", row);
    return channels > 1 ? sentence("sample %lld of channel %zu is not a finite number", row, i % channels + 1)
                        : sentence("sample %lld is not a finite number", row);
}
