/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/rows/moments.h"

#include <math.h>
#include <string.h>

void moments_add(struct moments *moments, const float *row, size_t width)
{
    if (moments->count++ == 0) {
        memset(moments->mean, 0, width * sizeof *moments->mean);
        memset(moments->squares, 0, width * sizeof *moments->squares);
    }
    /* The mean of the first row is (x - 0) * 1, exactly x. A constant then has distances of exactly 0. */
    double share = 1 / (double)moments->count;
    double *mean = moments->mean, *squares = moments->squares;
    for (size_t i = 0; i < width; i++) {
        double distance = (double)row[i] - mean[i];
        mean[i] += distance * share;
        squares[i] += distance * ((double)row[i] - mean[i]);
    }
}

static void copy(struct moments *to, const struct moments *from, size_t width)
{
    to->count = from->count;
    memmove(to->mean, from->mean, width * sizeof *to->mean);
    memmove(to->squares, from->squares, width * sizeof *to->squares);
}

void moments_join(struct moments *moments, const struct moments *a, const struct moments *b, size_t width)
{
    if (a->count == 0 || b->count == 0) {
        copy(moments, a->count == 0 ? b : a, width);
        return;
    }
    double share = (double)b->count / (double)(a->count + b->count);
    double between = (double)a->count * share;
    for (size_t i = 0; i < width; i++) {
        double distance = b->mean[i] - a->mean[i];
        moments->squares[i] = a->squares[i] + b->squares[i] + distance * distance * between;
        moments->mean[i] = a->mean[i] + distance * share;
    }
    moments->count = a->count + b->count;
}

void moments_normalise(const struct moments *moments, float *out, const float *row, size_t width, double floor)
{
    double share = 1 / (double)moments->count;
    for (size_t i = 0; i < width; i++) {
        double deviation = floor > 0 ? sqrt(fmax(moments->squares[i] * share, floor)) : 1;
        out[i] = (float)(((double)row[i] - moments->mean[i]) / deviation);
    }
}
