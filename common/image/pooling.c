/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/pooling.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { LEVELS = 2048 };

struct pooling {
    const struct pool_kind *kind;
    struct pooling_setting setting;
    int64_t rows;
    float *row;          /* [numbers]: the pool of all rows, not yet of slots; not for the median */
    double *sum;         /* [numbers], for the mean */
    uint32_t *histogram; /* [slots][LEVELS], for the median */
};

/* The functions of one kind of pool. `push` is called before `rows` counts the row. */
struct pool_kind {
    const char *name;
    bool needs_count, needs_bounds;
    void (*create)(struct pooling *pooling);
    void (*push)(struct pooling *pooling, const float *row);
    void (*take)(struct pooling *pooling, float *slots);
    void (*merge)(float *into, const float *other, double share, size_t count); /* NULL where it needs_count */
};

static void create_max(struct pooling *pooling)
{
    pooling->row = mem_new(pooling->setting.numbers, sizeof *pooling->row);
}

static void push_max(struct pooling *pooling, const float *restrict row)
{
    float *restrict greatest = pooling->row;
    size_t numbers = pooling->setting.numbers;
    if (pooling->rows == 0)
        memcpy(greatest, row, numbers * sizeof *greatest);
    else
        for (size_t i = 0; i < numbers; i++)
            greatest[i] = row[i] > greatest[i] ? row[i] : greatest[i];
}

static void take_max(struct pooling *pooling, float *slots)
{
    pixel_lines_max(pooling->setting.lines, slots, pooling->row);
}

static void merge_max(float *into, const float *other, double share, size_t count)
{
    (void)share;
    for (size_t i = 0; i < count; i++)
        into[i] = other[i] > into[i] ? other[i] : into[i];
}

static void create_mean(struct pooling *pooling)
{
    pooling->row = mem_new(pooling->setting.numbers, sizeof *pooling->row);
    pooling->sum = mem_new(pooling->setting.numbers, sizeof *pooling->sum);
}

static void push_mean(struct pooling *pooling, const float *restrict row)
{
    double *restrict sum = pooling->sum;
    size_t numbers = pooling->setting.numbers;
    for (size_t i = 0; i < numbers; i++)
        sum[i] += (double)row[i];
}

static void take_mean(struct pooling *pooling, float *slots)
{
    for (size_t i = 0; i < pooling->setting.numbers; i++) {
        pooling->row[i] = (float)(pooling->sum[i] / (double)pooling->rows);
        pooling->sum[i] = 0;
    }
    pixel_lines_mean(pooling->setting.lines, slots, pooling->row);
}

static void merge_mean(float *into, const float *other, double share, size_t count)
{
    for (size_t i = 0; i < count; i++)
        into[i] = (float)((double)into[i] + share * ((double)other[i] - (double)into[i]));
}

static void create_median(struct pooling *pooling)
{
    pooling->histogram = mem_new(pixel_lines_slots(pooling->setting.lines) * LEVELS, sizeof *pooling->histogram);
}

static void push_median(struct pooling *pooling, const float *row)
{
    double low = pooling->setting.low, steps = (LEVELS - 1) / (pooling->setting.high - low);
    size_t slots = pixel_lines_slots(pooling->setting.lines);
    for (size_t i = 0; i < slots; i++) {
        size_t first = 0, end = 0;
        pixel_lines_slot(pooling->setting.lines, i, &first, &end);
        for (size_t k = first; k < end; k++) {
            double step = ((double)row[k] - low) * steps + 0.5;
            size_t level = !(step > 0) ? 0 : step < LEVELS - 1 ? (size_t)step : LEVELS - 1;
            pooling->histogram[i * LEVELS + level]++;
        }
    }
}

/* The level of the number that has this rank, from 0, among all in the histogram. */
static size_t level_of_rank(const uint32_t histogram[LEVELS], uint64_t rank)
{
    size_t level = 0;
    for (uint64_t below = 0; level < LEVELS - 1 && below + histogram[level] <= rank; level++)
        below += histogram[level];
    return level;
}

/* The mean of two numbers, low <= high: of decibels, the level of the mean power. */
static double middle(const struct pooling_setting *setting, double low, double high)
{
    return setting->decibel ? high + 10 * log10((1 + pow(10, (low - high) / 10)) / 2) : low + (high - low) / 2;
}

/* The median of `count` numbers; of an even count, the mean of the two in the middle. */
static double median(const struct pooling_setting *setting, const uint32_t histogram[LEVELS], uint64_t count)
{
    double step = (setting->high - setting->low) / (LEVELS - 1);
    size_t low = level_of_rank(histogram, (count - 1) / 2);
    size_t high = count % 2 == 0 ? level_of_rank(histogram, count / 2) : low;
    double at_low = setting->low + step * (double)low;
    return low == high ? at_low : middle(setting, at_low, setting->low + step * (double)high);
}

static void take_median(struct pooling *pooling, float *slots)
{
    size_t slot_count = pixel_lines_slots(pooling->setting.lines), first = 0, end = 0;
    for (size_t i = 0; i < slot_count; i++) {
        pixel_lines_slot(pooling->setting.lines, i, &first, &end);
        uint64_t count = (uint64_t)pooling->rows * (end - first);
        slots[i] = (float)median(&pooling->setting, pooling->histogram + i * LEVELS, count);
    }
    memset(pooling->histogram, 0, slot_count * LEVELS * sizeof *pooling->histogram);
}

static const struct pool_kind kinds[] = {
    [POOL_MAX] = {"max", false, false, create_max, push_max, take_max, merge_max},
    [POOL_MEAN] = {"mean", false, false, create_mean, push_mean, take_mean, merge_mean},
    [POOL_MEDIAN] = {"median", true, true, create_median, push_median, take_median, NULL},
};

const char *pool_name(size_t i)
{
    return i < sizeof kinds / sizeof *kinds ? kinds[i].name : NULL;
}

bool pool_needs_count(enum pool pool)
{
    return kinds[pool].needs_count;
}

bool pool_needs_bounds(enum pool pool)
{
    return kinds[pool].needs_bounds;
}

void pool_merge(enum pool pool, float *into, const float *other, double share, size_t count)
{
    assert(kinds[pool].merge != NULL);
    kinds[pool].merge(into, other, share, count);
}

struct pooling *pooling_create(const struct pooling_setting *setting)
{
    struct pooling *pooling = mem_new(1, sizeof *pooling);
    *pooling = (struct pooling){.kind = &kinds[setting->pool], .setting = *setting};
    pooling->kind->create(pooling);
    return pooling;
}

void pooling_push(struct pooling *pooling, const float *row)
{
    pooling->kind->push(pooling, row);
    pooling->rows++;
}

int64_t pooling_rows(const struct pooling *pooling)
{
    return pooling->rows;
}

void pooling_take(struct pooling *pooling, float *slots)
{
    pooling->kind->take(pooling, slots);
    pooling->rows = 0;
}

void pooling_destroy(struct pooling *pooling)
{
    if (pooling == NULL)
        return;
    free(pooling->row);
    free(pooling->sum);
    free(pooling->histogram);
    free(pooling);
}
