/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/pixel_columns.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CELLS_PER_COLUMN = 4 };

struct pixel_columns {
    struct pixel_columns_setting setting;
    struct pooling *pooling; /* the rows of the current cell */
    size_t slots;
    int64_t rows;          /* pushed */
    int64_t rows_per_cell; /* a power of two; 1 where rows_per_column decides */
    size_t current;        /* the cell of the rows in `pooling` */
    size_t count;          /* of finished cells */
    size_t room;           /* cells there is memory for */
    float *cell;           /* [room][slots] */
    double *weight;        /* [room]: rows in a cell */
};

/* The smallest power of two with which `rows` rows have at most four cells a column. */
static int64_t choose_rows_per_cell(int64_t rows, size_t width)
{
    int64_t per_cell = 1;
    while ((rows + per_cell - 1) / per_cell > (int64_t)width * CELLS_PER_COLUMN)
        per_cell *= 2;
    return per_cell;
}

struct pixel_columns *pixel_columns_create(const struct pixel_columns_setting *setting)
{
    assert(setting->rows >= 0 || !pool_needs_count(setting->pooling.pool));
    struct pixel_columns *columns = mem_new(1, sizeof *columns);
    columns->setting = *setting;
    columns->pooling = pooling_create(&setting->pooling);
    columns->slots = pixel_lines_slots(setting->pooling.lines);
    bool known = setting->width > 0 && setting->rows > 0;
    columns->rows_per_cell = known ? choose_rows_per_cell(setting->rows, setting->width) : 1;
    return columns;
}

/* The column of a cell: the one that contains the middle of the cell. */
static size_t column_of(const struct pixel_columns *columns, int64_t cell, int64_t rows)
{
    double middle = ((double)cell + 0.5) * (double)columns->rows_per_cell;
    double column = floor(middle * (double)columns->setting.width / (double)rows);
    double last = (double)columns->setting.width - 1;
    return (size_t)(column < last ? column : last);
}

/* The number of columns for `rows` rows at a fixed scale: rows after the last column at least half full belong to it. */
static size_t fixed_columns(const struct pixel_columns *columns, int64_t rows)
{
    double count = floor((double)rows / columns->setting.rows_per_column + 0.5);
    return count > 1 ? (size_t)count : 1;
}

/* The column of a row at a fixed scale; if the number of rows is unknown, one column too many may follow at the end. */
static size_t fixed_column(const struct pixel_columns *columns, int64_t row)
{
    size_t column = (size_t)floor(((double)row + 0.5) / columns->setting.rows_per_column);
    size_t last = columns->setting.rows >= 0 ? fixed_columns(columns, columns->setting.rows) - 1 : SIZE_MAX;
    return column < last ? column : last;
}

/* The cell of a row. If the columns are known in advance, each has one cell. */
static size_t cell_of(const struct pixel_columns *columns, int64_t row)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    int64_t cell = row / columns->rows_per_cell;
    if (setting->width == 0)
        return setting->rows_per_column >= 1 ? fixed_column(columns, row) : (size_t)cell;
    if (setting->rows < (int64_t)setting->width) /* unknown, or fewer than columns */
        return (size_t)cell;
    return column_of(columns, cell, setting->rows);
}

/* The cell of the next row. */
static size_t next_cell(const struct pixel_columns *columns)
{
    return cell_of(columns, columns->rows);
}

static void make_room(struct pixel_columns *columns, size_t cells)
{
    if (cells <= columns->room)
        return;
    size_t most = columns->setting.width * CELLS_PER_COLUMN;
    size_t room = 2 * columns->room > cells ? 2 * columns->room : cells + 64;
    if (columns->setting.width > 0 && room > most)
        room = most > cells ? most : cells;
    columns->cell = mem_grow(columns->cell, room * columns->slots, sizeof *columns->cell);
    columns->weight = mem_grow(columns->weight, room, sizeof *columns->weight);
    columns->room = room;
}

/* Merges cell `from` into cell `to`. */
static void merge(struct pixel_columns *columns, size_t to, size_t from)
{
    double share = columns->weight[from] / (columns->weight[to] + columns->weight[from]);
    pool_merge(columns->setting.pooling.pool, columns->cell + to * columns->slots,
               columns->cell + from * columns->slots, share, columns->slots);
    columns->weight[to] += columns->weight[from];
}

static void move(struct pixel_columns *columns, size_t to, size_t from)
{
    if (to == from)
        return;
    memcpy(columns->cell + to * columns->slots, columns->cell + from * columns->slots,
           columns->slots * sizeof *columns->cell);
    columns->weight[to] = columns->weight[from];
}

/* Merges cells in pairs, when rows of unknown number have filled all of them. */
static void halve(struct pixel_columns *columns)
{
    for (size_t i = 0; i < columns->count / 2; i++) {
        move(columns, i, 2 * i);
        merge(columns, i, 2 * i + 1);
    }
    columns->count /= 2;
    columns->rows_per_cell *= 2;
}

/* Finishes the current cell, unless it has no rows. */
static void store(struct pixel_columns *columns)
{
    int64_t rows = pooling_rows(columns->pooling);
    if (rows == 0)
        return;
    make_room(columns, columns->current + 1);
    pooling_take(columns->pooling, columns->cell + columns->current * columns->slots);
    columns->weight[columns->current] = (double)rows;
    columns->count = columns->current + 1;
}

void pixel_columns_push(struct pixel_columns *columns, const float *row)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    if (setting->rows >= 0 && columns->rows >= setting->rows)
        return;
    size_t cell = next_cell(columns);
    if (cell != columns->current)
        store(columns);
    if (setting->rows < 0 && setting->width > 0 && cell >= setting->width * CELLS_PER_COLUMN) {
        halve(columns);
        cell = next_cell(columns);
    }
    columns->current = cell;
    pooling_push(columns->pooling, row);
    columns->rows++;
}

/* Merges the cells of each column, once the number of rows is known. */
static void merge_into_columns(struct pixel_columns *columns)
{
    size_t made = 0;
    for (size_t i = 0; i < columns->count; i++) {
        size_t column = column_of(columns, (int64_t)i, columns->rows);
        if (column < made) {
            merge(columns, column, i);
        } else {
            move(columns, column, i);
            made = column + 1;
        }
    }
    columns->count = made;
}

/* Merges a column beyond the last one of a fixed scale into it. */
static void merge_surplus(struct pixel_columns *columns)
{
    for (size_t wanted = fixed_columns(columns, columns->rows); columns->count > wanted; columns->count--)
        merge(columns, columns->count - 2, columns->count - 1);
}

float *pixel_columns_end(struct pixel_columns *columns, size_t *count)
{
    const struct pixel_columns_setting *setting = &columns->setting;
    store(columns);
    if (setting->width > 0 && setting->rows < 0 && columns->rows >= (int64_t)setting->width)
        merge_into_columns(columns);
    if (setting->width == 0 && setting->rows_per_column >= 1)
        merge_surplus(columns);
    *count = columns->count;
    return columns->count > 0 ? columns->cell : NULL;
}

size_t pixel_columns_expected(const struct pixel_columns *columns)
{
    return columns->setting.rows > 0 ? cell_of(columns, columns->setting.rows - 1) + 1 : 0;
}

int64_t pixel_columns_first_row(const struct pixel_columns *columns, size_t column)
{
    int64_t low = 0, high = columns->setting.rows; /* the row is in low..high */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (cell_of(columns, middle) < column)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void pixel_columns_begin(struct pixel_columns *columns, size_t column)
{
    assert(pooling_rows(columns->pooling) == 0);
    columns->rows = pixel_columns_first_row(columns, column);
    columns->current = column;
}

void pixel_columns_take(struct pixel_columns *columns, float *slots, size_t first, size_t end)
{
    store(columns);
    memcpy(slots, columns->cell + first * columns->slots, (end - first) * columns->slots * sizeof *slots);
}

void pixel_columns_set(struct pixel_columns *columns, const float *slots)
{
    columns->count = pixel_columns_expected(columns);
    columns->rows = columns->setting.rows;
    make_room(columns, columns->count);
    memcpy(columns->cell, slots, columns->count * columns->slots * sizeof *slots);
}

int64_t pixel_columns_rows(const struct pixel_columns *columns)
{
    return columns->rows;
}

void pixel_columns_destroy(struct pixel_columns *columns)
{
    if (columns == NULL)
        return;
    pooling_destroy(columns->pooling);
    free(columns->cell);
    free(columns->weight);
    free(columns);
}
