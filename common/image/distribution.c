/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/distribution.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CELLS = 65536 };

/* A rank of the sorted levels. */
struct rank {
    uint32_t cell;  /* the upper half of the key at this rank */
    uint64_t below; /* levels of the same cell at lower ranks */
    uint32_t *part; /* [CELLS]: levels of the cell, by the lower half of their keys */
};

struct distribution {
    double share[MOST_PERCENTILES];
    size_t shares;
    uint64_t count;
    uint32_t *cell; /* [CELLS]: levels, by the upper half of their keys */
    bool sought;    /* the cells of all ranks are known */
    struct rank rank[2 * MOST_PERCENTILES];
};

struct distribution *distribution_create(const double *share, size_t count)
{
    assert(count <= MOST_PERCENTILES);
    struct distribution *distribution = mem_new(1, sizeof *distribution);
    memcpy(distribution->share, share, count * sizeof *share);
    distribution->shares = count;
    distribution->cell = mem_new(CELLS, sizeof *distribution->cell);
    for (size_t i = 0; i < 2 * count; i++)
        distribution->rank[i].part = mem_new(CELLS, sizeof *distribution->rank[i].part);
    return distribution;
}

/* Keys are in the order of the levels: the bits of a float, with those of negative ones inverted. */
static inline uint32_t key_of(float level)
{
    uint32_t bits = 0, sign = 0x80000000;
    memcpy(&bits, &level, sizeof bits);
    return (bits & sign) != 0 ? ~bits : bits | sign;
}

static double level_of_key(uint32_t key)
{
    uint32_t sign = 0x80000000, bits = (key & sign) != 0 ? key & ~sign : ~key;
    float level = 0;
    memcpy(&level, &bits, sizeof level);
    return (double)level;
}

void distribution_count(struct distribution *distribution, const float *level, size_t count)
{
    for (size_t i = 0; i < count; i++)
        distribution->cell[key_of(level[i]) >> 16]++;
    distribution->count += count;
}

/* The cell of a rank, from 0; *below out: how many of its levels are at lower ranks. */
static uint32_t find(const uint32_t *cell, uint64_t rank, uint64_t *below)
{
    uint32_t i = 0;
    for (; i < CELLS - 1 && rank >= cell[i]; i++)
        rank -= cell[i];
    *below = rank;
    return i;
}

/* The rank of a percentile, which may be between two. */
static double rank_of(const struct distribution *distribution, size_t i)
{
    return distribution->share[i] * (double)(distribution->count - 1);
}

static void seek(struct distribution *distribution)
{
    for (size_t i = 0; i < 2 * distribution->shares; i++) {
        struct rank *rank = &distribution->rank[i];
        double wanted = rank_of(distribution, i / 2);
        rank->cell = find(distribution->cell, (uint64_t)(i % 2 == 0 ? floor(wanted) : ceil(wanted)), &rank->below);
    }
    distribution->sought = true;
}

void distribution_refine(struct distribution *distribution, const float *level, size_t count)
{
    if (!distribution->sought)
        seek(distribution);
    for (size_t i = 0; i < count; i++) {
        uint32_t key = key_of(level[i]);
        for (size_t k = 0; k < 2 * distribution->shares; k++)
            if (key >> 16 == distribution->rank[k].cell)
                distribution->rank[k].part[key & 0xffff]++;
    }
}

static double level_at(const struct rank *rank)
{
    uint64_t below = 0;
    return level_of_key(rank->cell << 16 | find(rank->part, rank->below, &below));
}

double distribution_percentile(const struct distribution *distribution, size_t i)
{
    double wanted = rank_of(distribution, i), low = level_at(&distribution->rank[2 * i]);
    double high = level_at(&distribution->rank[2 * i + 1]);
    return low + (wanted - floor(wanted)) * (high - low);
}

void distribution_destroy(struct distribution *distribution)
{
    if (distribution == NULL)
        return;
    for (size_t i = 0; i < 2 * distribution->shares; i++)
        free(distribution->rank[i].part);
    free(distribution->cell);
    free(distribution);
}
