/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/level_counts.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

enum {
    STEP = 5,      /* dB */
    LOWEST = -400, /* steps: the first cell */
    CELLS = 801,
    LANES = 4,     /* adjacent pixels, often of the same cell, need not wait for each other */
    NARROWEST = 30 /* dB: the width of an automatic range */
};

/* Of levels from STEP * (LOWEST + i) up. */
struct cell {
    uint64_t count;
    float least, greatest;
};

struct level_counts {
    float least;                  /* levels below it are not counted */
    float greatest, greatest_low; /* of all counted levels, and of those near 0 Hz; -INFINITY: none */
    struct cell cell[LANES][CELLS];
};

struct level_counts *level_counts_create(double least)
{
    struct level_counts *counts = mem_new(1, sizeof *counts);
    counts->least = (float)least;
    counts->greatest = counts->greatest_low = -INFINITY;
    for (size_t i = 0; i < LANES * CELLS; i++)
        counts->cell[i / CELLS][i % CELLS] = (struct cell){.least = INFINITY, .greatest = -INFINITY};
    return counts;
}

/* Double precision, so that a multiple of 5 dB and the float below it are in different cells. */
static size_t cell_of(float level)
{
    double place = (double)level * (1.0 / STEP) - LOWEST;
    return place < 0 ? 0 : place < CELLS ? (size_t)place : CELLS - 1;
}

/* Counts levels and returns the greatest of them, or `greatest` if that is more. */
static float count_levels(struct level_counts *counts, const float *level, const float *floor, size_t count,
                          float greatest)
{
    for (size_t i = 0; i < count; i++) {
        float value = level[i];
        if (!(value > floor[i] && value >= counts->least))
            continue;
        struct cell *cell = &counts->cell[i % LANES][cell_of(value)];
        cell->count++;
        cell->least = value < cell->least ? value : cell->least;
        cell->greatest = value > cell->greatest ? value : cell->greatest;
        greatest = value > greatest ? value : greatest;
    }
    return greatest;
}

void level_counts_add(struct level_counts *counts, const float *level, const float *floor, size_t count, size_t low)
{
    counts->greatest_low = count_levels(counts, level, floor, low, counts->greatest_low);
    counts->greatest = count_levels(counts, level + low, floor + low, count - low, counts->greatest);
}

double level_counts_top(const struct level_counts *counts)
{
    double greatest = (double)(isinf(counts->greatest) ? counts->greatest_low : counts->greatest);
    if (isinf(greatest))
        return NAN;
    return STEP * ceil(fmin(fmax(greatest / STEP, LOWEST), LOWEST + CELLS - 1));
}

/* A cell of all lanes. */
static struct cell cell_at(const struct level_counts *counts, size_t i)
{
    struct cell cell = counts->cell[0][i];
    for (size_t lane = 1; lane < LANES; lane++) {
        const struct cell *other = &counts->cell[lane][i];
        cell.count += other->count;
        cell.least = fminf(cell.least, other->least);
        cell.greatest = fmaxf(cell.greatest, other->greatest);
    }
    return cell;
}

/* The cell of a rank, from 0, of the levels in cells from `first` on. */
static size_t cell_of_rank(const struct level_counts *counts, size_t first, uint64_t rank)
{
    for (; first < CELLS - 1 && rank >= cell_at(counts, first).count; first++)
        rank -= cell_at(counts, first).count;
    return first;
}

/* A percentile of the levels in cells from `first` on, rounded down to STEP; NAN if there are none. */
static double percentile(const struct level_counts *counts, size_t first, double share)
{
    uint64_t count = 0;
    for (size_t i = first; i < CELLS; i++)
        count += cell_at(counts, i).count;
    if (count == 0)
        return NAN;
    double rank = share * (double)(count - 1);
    size_t below = cell_of_rank(counts, first, (uint64_t)floor(rank));
    size_t above = cell_of_rank(counts, first, (uint64_t)ceil(rank));
    if (below == above) /* between two levels of the same cell, and so in it */
        return STEP * ((double)below + LOWEST);
    double low = (double)cell_at(counts, below).greatest, high = (double)cell_at(counts, above).least;
    return STEP * floor((low + (rank - floor(rank)) * (high - low)) / STEP);
}

double level_counts_bottom(const struct level_counts *counts, double top)
{
    double found = percentile(counts, cell_of((float)(top - LEVEL_COUNTS_WIDEST)), 0.05);
    return isnan(found) ? top - LEVEL_COUNTS_WIDEST : fmin(fmax(found, top - LEVEL_COUNTS_WIDEST), top - NARROWEST);
}

struct record_cell {
    uint64_t index;
    struct cell cell;
};

struct record {
    float greatest, greatest_low;
    uint64_t cells;
    struct record_cell cell[]; /* [cells], those that are not empty */
};

static_assert(sizeof(struct record) + CELLS * sizeof(struct record_cell) == LEVEL_COUNTS_RECORD, "size of a record");

void level_counts_store(const struct level_counts *counts, void *to)
{
    struct record *record = to;
    record->greatest = counts->greatest;
    record->greatest_low = counts->greatest_low;
    record->cells = 0;
    for (size_t i = 0; i < CELLS; i++) {
        struct cell cell = cell_at(counts, i);
        if (cell.count > 0)
            record->cell[record->cells++] = (struct record_cell){i, cell};
    }
}

void level_counts_load(struct level_counts *counts, const void *from)
{
    const struct record *record = from;
    counts->greatest = fmaxf(counts->greatest, record->greatest);
    counts->greatest_low = fmaxf(counts->greatest_low, record->greatest_low);
    for (uint64_t i = 0; i < record->cells; i++) {
        const struct cell *other = &record->cell[i].cell;
        struct cell *cell = &counts->cell[0][record->cell[i].index];
        cell->count += other->count;
        cell->least = fminf(cell->least, other->least);
        cell->greatest = fmaxf(cell->greatest, other->greatest);
    }
}

void level_counts_destroy(struct level_counts *counts)
{
    free(counts);
}
