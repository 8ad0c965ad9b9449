/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/fill.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

/* The shares of one bin: `count` neighbouring cells from `first` on. Most bins have one or two. */
struct spread {
    uint32_t first, count;
    float pair[2]; /* where count is 1 or 2; NULL is `share` then */
    float *share;  /* [count] */
};

struct fill {
    size_t bins;
    struct spread *spread; /* [bins] */
};

/* The column of a bin; -INFINITY below a logarithmic axis. */
static double column_of(const struct grid_setting *setting, double k)
{
    double hertz = k * setting->bin_width;
    if (!(hertz > 0) && setting->scale->lowest > 0)
        return -INFINITY;
    return (setting->scale->from_hertz(hertz) - setting->first) / setting->step;
}

static void spread_outside(struct spread *spread, const struct grid_setting *setting, double column)
{
    spread->first = column < 0 ? 0 : (uint32_t)setting->width + 1;
    spread->count = 1;
    spread->pair[0] = 1;
}

/* The triangle's height at `column`; it falls to 0 `below` and `above` its top. */
static double triangle(double column, double top, double below, double above)
{
    return fmax(0, column < top ? 1 - (top - column) / below : 1 - (column - top) / above);
}

/*
 * Columns within the grid have their shares of the triangle; the cell before or after them has the rest. Where the whole
 * triangle is within the grid there is no rest: the shares are scaled to a sum of 1.
 */
static void spread_triangle(struct spread *spread, const struct grid_setting *setting, double top, double below,
                            double above)
{
    double last = (double)setting->width, from = fmax(floor(top - below) + 1, -1),
           to = fmin(ceil(top + above) - 1, last);
    double area = (below + above) / 2, sum = 0;
    bool inside = top - below >= -1 && top + above <= last;
    spread->first = (uint32_t)(from + 1);
    spread->count = (uint32_t)(to - from + 1);
    if (spread->count > 2)
        spread->share = mem_new(spread->count, sizeof *spread->share);
    float *share = spread->count > 2 ? spread->share : spread->pair;
    for (size_t i = 0; i < spread->count; i++)
        sum += triangle(from + (double)i, top, below, above);
    double by = inside || sum > area ? 1 / sum : 1 / area;
    for (size_t i = 0; i < spread->count; i++)
        share[i] = (float)(by * triangle(from + (double)i, top, below, above));
    float rest = (float)fmax(0, 1 - by * sum);
    if (from < 0)
        share[0] += rest;
    else if (!inside)
        share[spread->count - 1] += rest;
}

static void set_spread(struct spread *spread, const struct grid_setting *setting, size_t k)
{
    double top = column_of(setting, (double)k), below = 1, above = 1;
    if (k + 1 < setting->bins)
        above = fmax(1, column_of(setting, (double)k + 1) - top);
    if (k > 0) {
        double lower = column_of(setting, (double)k - 1);
        below = isinf(lower) ? fmax(above, top + 1) : fmax(1, top - lower);
    }
    if (!(top + above > 0 && top - below < (double)setting->width - 1))
        spread_outside(spread, setting, top);
    else
        spread_triangle(spread, setting, top, below, above);
}

struct fill *fill_create(const struct grid_setting *setting)
{
    struct fill *fill = mem_new(1, sizeof *fill);
    fill->bins = setting->bins;
    fill->spread = mem_new(setting->bins, sizeof *fill->spread);
    for (size_t k = 0; k < setting->bins; k++)
        set_spread(&fill->spread[k], setting, k);
    return fill;
}

void fill_add(const struct fill *fill, float *cells, const float *power, float by)
{
    for (size_t k = 0; k < fill->bins; k++) {
        const struct spread *spread = &fill->spread[k];
        float *restrict to = cells + spread->first, much = by * power[k];
        if (spread->share == NULL) {
            to[0] += much * spread->pair[0];
            to[spread->count - 1] += much * spread->pair[1];
            continue;
        }
        for (size_t i = 0; i < spread->count; i++)
            to[i] += much * spread->share[i];
    }
}

void fill_destroy(struct fill *fill)
{
    if (fill == NULL)
        return;
    for (size_t k = 0; k < fill->bins; k++)
        free(fill->spread[k].share);
    free(fill->spread);
    free(fill);
}
