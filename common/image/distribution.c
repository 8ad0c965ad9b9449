/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/distribution.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

enum { CELLS = 65536 };

struct distribution {
    float least, greatest;
    uint64_t count;
    uint64_t cell[CELLS]; /* evenly spaced: the first holds the least level, the last the greatest */
};

struct distribution *distribution_create(void)
{
    struct distribution *distribution = mem_new(1, sizeof *distribution);
    distribution->least = INFINITY;
    distribution->greatest = -INFINITY;
    return distribution;
}

void distribution_span(struct distribution *distribution, const float *level, size_t count)
{
    float least = distribution->least, greatest = distribution->greatest;
    for (size_t i = 0; i < count; i++) {
        least = level[i] < least ? level[i] : least;
        greatest = level[i] > greatest ? level[i] : greatest;
    }
    distribution->least = least;
    distribution->greatest = greatest;
}

static double span(const struct distribution *distribution)
{
    return (double)distribution->greatest - (double)distribution->least;
}

void distribution_count(struct distribution *distribution, const float *level, size_t count)
{
    double least = (double)distribution->least, width = span(distribution);
    distribution->count += count;
    for (size_t i = 0; i < count && width > 0; i++) {
        double place = ((double)level[i] - least) / width * (CELLS - 1) + 0.5;
        distribution->cell[place > 0 ? (size_t)place : 0]++; /* false for NaN */
    }
}

double distribution_percentile(const struct distribution *distribution, double share)
{
    double wanted = share * (double)(distribution->count - 1) + 1, width = span(distribution);
    uint64_t below = 0;
    size_t cell = 0;
    while (cell < CELLS - 1 && (double)(below + distribution->cell[cell]) < wanted)
        below += distribution->cell[cell++];
    return (double)distribution->least + (width > 0 ? width * (double)cell / (CELLS - 1) : 0);
}

void distribution_destroy(struct distribution *distribution)
{
    free(distribution);
}
