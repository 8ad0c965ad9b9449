/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/pixel_columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CELLS_PER_COLUMN = 4, LEVELS = 2048 };

struct pixel_columns {
    struct pixel_columns_setting setting;
    size_t slots;
    int64_t rows;     /* that came */
    int64_t group;    /* rows in a cell: a power of two */
    size_t cell;      /* where the current rows go */
    size_t cells;     /* that exist */
    size_t room;      /* cells there is memory for */
    int64_t gathered; /* rows in `pool` */
    float *pool;      /* [numbers]: greatest of the current rows */
    double *sum;      /* [numbers]: for POOL_MEAN */
    uint32_t *level;  /* [slots][LEVELS]: for POOL_MEDIAN */
    double *weight;   /* [room]: rows in a cell */
    float *cellar;    /* [room][slots] */
};

/* The smallest power of two that makes at most four cells a column of that many rows. */
static int64_t group_of(int64_t rows, size_t width)
{
    int64_t group = 1;
    while ((rows + group - 1) / group > (int64_t)width * CELLS_PER_COLUMN)
        group *= 2;
    return group;
}

struct pixel_columns *pixel_columns_create(const struct pixel_columns_setting *setting)
{
    struct pixel_columns *columns = mem_new(1, sizeof *columns);
    columns->setting = *setting;
    columns->slots = pixel_lines_slots(setting->lines);
    columns->group = setting->width > 0 && setting->rows > 0 ? group_of(setting->rows, setting->width) : 1;
    columns->pool = mem_new(setting->numbers, sizeof *columns->pool);
    if (setting->pool == POOL_MEAN)
        columns->sum = mem_new(setting->numbers, sizeof *columns->sum);
    if (setting->pool == POOL_MEDIAN)
        columns->level = mem_new(columns->slots * LEVELS, sizeof *columns->level);
    return columns;
}

/* The column that a cell of a group of rows belongs to: that in which the cell's middle lies. */
static size_t column_of(const struct pixel_columns *columns, int64_t cell, int64_t rows)
{
    double middle = ((double)cell + 0.5) * (double)columns->group;
    double column = floor(middle * (double)columns->setting.width / (double)rows);
    double last = (double)columns->setting.width - 1;
    return (size_t)(column < last ? column : last);
}

/* Where row `rows` goes. */
static size_t cell_of(const struct pixel_columns *columns)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    int64_t cell = columns->rows / columns->group;
    if (setting->width == 0)
        return setting->rows_per_column >= 1 ? (size_t)floor(((double)columns->rows + 0.5) / setting->rows_per_column)
                                             : (size_t)cell;
    if (setting->rows < (int64_t)setting->width) /* unknown, or fewer than columns */
        return (size_t)cell;
    return column_of(columns, cell, setting->rows);
}

static void make_room(struct pixel_columns *columns, size_t cells)
{
    if (cells <= columns->room)
        return;
    size_t most = columns->setting.width * CELLS_PER_COLUMN;
    size_t room = 2 * columns->room > cells ? 2 * columns->room : cells + 64;
    if (columns->setting.width > 0 && room > most)
        room = most > cells ? most : cells;
    columns->cellar = mem_grow(columns->cellar, room * columns->slots, sizeof *columns->cellar);
    columns->weight = mem_grow(columns->weight, room, sizeof *columns->weight);
    columns->room = room;
}

/* Pools cell `from` into cell `to`, which becomes the last one if it is new. */
static void merge(struct pixel_columns *columns, size_t to, size_t from)
{
    float *into = columns->cellar + to * columns->slots;
    const float *other = columns->cellar + from * columns->slots;
    double share = columns->weight[from] / (columns->weight[to] + columns->weight[from]);
    for (size_t i = 0; i < columns->slots; i++) {
        double mean = (double)into[i] + share * ((double)other[i] - (double)into[i]);
        into[i] = columns->setting.pool == POOL_MEAN ? (float)mean : other[i] > into[i] ? other[i] : into[i];
    }
    columns->weight[to] += columns->weight[from];
}

static void move(struct pixel_columns *columns, size_t to, size_t from)
{
    if (to == from)
        return;
    memcpy(columns->cellar + to * columns->slots, columns->cellar + from * columns->slots,
           columns->slots * sizeof *columns->cellar);
    columns->weight[to] = columns->weight[from];
}

/* Rows of unknown number have filled all cells: every two become one. */
static void halve(struct pixel_columns *columns)
{
    for (size_t i = 0; i < columns->cells / 2; i++) {
        move(columns, i, 2 * i);
        merge(columns, i, 2 * i + 1);
    }
    columns->cells /= 2;
    columns->group *= 2;
}

static void take_median(struct pixel_columns *columns, float *slots)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    for (size_t i = 0; i < columns->slots; i++) {
        const uint32_t *level = columns->level + i * LEVELS;
        uint64_t total = 0, below = 0;
        size_t at = 0;
        for (size_t k = 0; k < LEVELS; k++)
            total += level[k];
        while (at < LEVELS - 1 && 2 * (below + level[at]) < total)
            below += level[at++];
        slots[i] = (float)(setting->low + (setting->high - setting->low) * (double)at / (LEVELS - 1));
    }
    memset(columns->level, 0, columns->slots * LEVELS * sizeof *columns->level);
}

/* The rows gathered so far become the newest cell. */
static void store(struct pixel_columns *columns)
{
    if (columns->gathered == 0)
        return;
    make_room(columns, columns->cell + 1);
    float *slots = columns->cellar + columns->cell * columns->slots;
    if (columns->sum != NULL)
        for (size_t i = 0; i < columns->setting.numbers; i++) {
            columns->pool[i] = (float)(columns->sum[i] / (double)columns->gathered);
            columns->sum[i] = 0;
        }
    if (columns->level != NULL)
        take_median(columns, slots);
    else
        pixel_lines_pool(columns->setting.lines, slots, columns->pool, columns->setting.pool);
    columns->weight[columns->cell] = (double)columns->gathered;
    columns->cells = columns->cell + 1;
    columns->gathered = 0;
}

static void count_levels(struct pixel_columns *columns, const float *row)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    double steps = (LEVELS - 1) / (setting->high - setting->low);
    for (size_t i = 0; i < columns->slots; i++) {
        size_t first = 0, end = 0;
        pixel_lines_slot(setting->lines, i, &first, &end);
        for (size_t k = first; k < end; k++) {
            double step = ((double)row[k] - setting->low) * steps + 0.5;
            size_t at = !(step > 0) ? 0 : step < LEVELS - 1 ? (size_t)step : LEVELS - 1;
            columns->level[i * LEVELS + at]++;
        }
    }
}

static void gather(struct pixel_columns *columns, const float *restrict row)
{
    float *restrict pool = columns->pool;
    size_t numbers = columns->setting.numbers;
    if (columns->level != NULL)
        count_levels(columns, row);
    else if (columns->sum != NULL)
        for (size_t i = 0; i < numbers; i++)
            columns->sum[i] += (double)row[i];
    else if (columns->gathered == 0)
        memcpy(pool, row, numbers * sizeof *pool);
    else
        for (size_t i = 0; i < numbers; i++)
            pool[i] = row[i] > pool[i] ? row[i] : pool[i];
    columns->gathered++;
}

void pixel_columns_push(struct pixel_columns *columns, const float *row)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    if (setting->rows >= 0 && columns->rows >= setting->rows)
        return;
    size_t cell = cell_of(columns);
    if (cell != columns->cell)
        store(columns);
    if (setting->rows < 0 && setting->width > 0 && cell >= setting->width * CELLS_PER_COLUMN) {
        halve(columns);
        cell = cell_of(columns);
    }
    columns->cell = cell;
    gather(columns, row);
    columns->rows++;
}

/* Cells of rows whose number is known only now are shared out among the columns. */
static void share_out(struct pixel_columns *columns)
{
    size_t made = 0;
    for (size_t i = 0; i < columns->cells; i++) {
        size_t column = column_of(columns, (int64_t)i, columns->rows);
        if (column < made) {
            merge(columns, column, i);
        } else {
            move(columns, column, i);
            made = column + 1;
        }
    }
    columns->cells = made;
}

float *pixel_columns_end(struct pixel_columns *columns, size_t *count)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    store(columns);
    if (setting->width > 0 && setting->rows < 0 && columns->rows >= (int64_t)setting->width)
        share_out(columns);
    *count = columns->cells;
    return columns->cells > 0 ? columns->cellar : NULL;
}

int64_t pixel_columns_rows(const struct pixel_columns *columns)
{
    return columns->rows;
}

void pixel_columns_destroy(struct pixel_columns *columns)
{
    if (columns == NULL)
        return;
    free(columns->pool);
    free(columns->sum);
    free(columns->level);
    free(columns->weight);
    free(columns->cellar);
    free(columns);
}
