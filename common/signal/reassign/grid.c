/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/grid.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/processor.h"
#include "base/sentence.h"
#include "base/whole.h"
#include "signal/reassign/cell_index.h"
#include "signal/reassign/fill.h"
#include "signal/reassign/row_weights.h"
#include "signal/transform/sums.h"

NAMES(accumulation_name, "power", "magnitude", "complex")

enum { MOST_OPEN = 1 << 28 /* numbers in open rows: 1 GiB */ };

struct grid {
    struct grid_setting setting;
    size_t numbers;     /* per cell: 1, or 2 of complex values */
    int32_t open;       /* rows in memory */
    int32_t stride;     /* cells of a row: the columns, and one cell at either side for points outside of them */
    float *cells;       /* [open][stride][numbers]: row j is at index j mod open */
    int64_t frame, row; /* numbers of the next ones */
    int64_t total;      /* rows of the frames so far */
    bool ended;
    int32_t *whole;       /* [bins]: a point's column is whole + part; on a linear scale, whole is that of its bin */
    float *bin_part;      /* [bins]: on a linear scale, the column of the bin is whole + bin_part */
    float *part;          /* [bins] */
    int32_t *cell;        /* [bins]: index of the point's cell */
    int32_t *later_cell;  /* [bins]: with bilinear shares, the cell in the next row */
    float *right, *later; /* [bins]: the shares of the next column and row */
    float *weight;        /* [bins]: the number that is added to the cell */
    float own_part;       /* rows from the row at or before the frame's centre to the centre */
    float per_sample;     /* rows per sample */
    float per_bin;        /* columns per bin, on a linear scale */
    float most_column; /* beyond_grid; as a variable, for compilers make branches of the comparisons with a constant */
    float *still;      /* [bins]: the power that does not move, with a fill */
    struct fill *fill; /* NULL: all energy moves */
    struct grid_energy energy;
};

/* The column of all points far outside of the grid; the sum of two such columns fits into 32 bits. */
static const double beyond_grid = 5e8;

/* The first row that this frame's points can reach. */
static int64_t earliest_row(const struct grid *grid, int64_t frame)
{
    int64_t reach = (int64_t)ceil(grid->setting.most_delay);
    return floor_div(frame * (int64_t)grid->setting.hop - reach, (int64_t)grid->setting.row_hop) - 1;
}

static bool is_linear(const struct grid_setting *setting)
{
    return strcmp(setting->scale->unit, "hz") == 0;
}

static void set_column(struct grid *grid, size_t k, float *part, double column)
{
    double whole = fmin(fmax(floor(column + 0.5), -beyond_grid), beyond_grid);
    grid->whole[k] = (int32_t)whole;
    part[k] = (float)fmin(fmax(column - whole, -beyond_grid), beyond_grid);
}

const char *grid_create(struct grid **made, const struct grid_setting *setting)
{
    size_t numbers = setting->accumulation == ACCUMULATE_COMPLEX ? 2 : 1;
    double row_hop = (double)setting->row_hop;
    double open = 2 * ceil(setting->most_delay / row_hop) + ceil((double)setting->hop / row_hop) + 8;
    if (open * (double)((setting->width + 2) * numbers) > MOST_OPEN)
        return sentence("%.0f rows of %zu numbers would be open at a time; with rows further apart, a shorter reach "
                        "or fewer columns there are less",
                        open, setting->width * numbers);
    struct grid *grid = *made = mem_new(1, sizeof *grid);
    grid->setting = *setting;
    grid->numbers = numbers;
    grid->open = (int32_t)open;
    grid->stride = (int32_t)setting->width + 2;
    size_t cells = (size_t)grid->open * (size_t)grid->stride * numbers + 1; /* one more, after a last cell of share 0 */
    grid->cells = mem_new(cells, sizeof *grid->cells);
    grid->whole = mem_new(setting->bins, sizeof *grid->whole);
    grid->bin_part = mem_new(setting->bins, sizeof *grid->bin_part);
    grid->part = mem_new(setting->bins, sizeof *grid->part);
    grid->cell = mem_new(setting->bins, sizeof *grid->cell);
    grid->later_cell = mem_new(setting->bins, sizeof *grid->later_cell);
    grid->right = mem_new(setting->bins, sizeof *grid->right);
    grid->later = mem_new(setting->bins, sizeof *grid->later);
    grid->weight = mem_new(setting->bins, sizeof *grid->weight);
    grid->per_bin = (float)fmin(setting->bin_width / setting->step, beyond_grid);
    grid->per_sample = (float)(1 / (double)setting->row_hop);
    grid->most_column = (float)beyond_grid;
    grid->row = earliest_row(grid, 0); /* rows before 0 are accumulated too, but not returned */
    grid->still = mem_new(setting->bins, sizeof *grid->still);
    if (setting->fill > 0)
        grid->fill = fill_create(setting);
    for (size_t k = 0; is_linear(setting) && k < setting->bins; k++)
        set_column(grid, k, grid->bin_part, ((double)k * setting->bin_width - setting->first) / setting->step);
    return NULL;
}

static void find_columns(struct grid *grid, const struct points *points)
{
    const struct grid_setting *setting = &grid->setting;
    const float *restrict shift = points->shift, *restrict bin_part = grid->bin_part;
    float *restrict part = grid->part;
    if (is_linear(setting)) {
        for (size_t k = 0; k < setting->bins; k++)
            part[k] = bin_part[k] + shift[k] * grid->per_bin;
        return;
    }
    for (size_t k = 0; k < setting->bins; k++) {
        double hertz = ((double)k + (double)shift[k]) * setting->bin_width;
        double column = -beyond_grid; /* for points without power, and frequencies without a logarithm */
        if (points->power[k] != 0 && (hertz > 0 || setting->scale->lowest == 0))
            column = (setting->scale->from_hertz(fmax(hertz, 0)) - setting->first) / setting->step;
        set_column(grid, k, part, column);
    }
}

/* From the border of a row to its centre, in rows. */
static float half_row(const struct grid *grid)
{
    return (float)(0.5 + row_border(&grid->setting) / (double)grid->setting.row_hop);
}

__attribute__((always_inline)) static inline void find_cells(const struct grid *grid, const float *restrict delay,
                                                             int32_t own, float half)
{
    const float *restrict part = grid->part;
    const int32_t *restrict whole = grid->whole;
    int32_t *restrict cell = grid->cell;
    int32_t open = grid->open, stride = grid->stride;
    float most = grid->most_column, own_part = grid->own_part, per_sample = grid->per_sample;
    for (size_t k = 0; k < grid->setting.bins; k++) {
        float column = part[k] < most ? part[k] : most;
        column = column > -most ? column : -most;
        int32_t row = row_of(own + floor_of(own_part + delay[k] * per_sample + half), open);
        cell[k] = row * stride + cell_of(whole[k] + floor_of(column + 0.5f), stride);
    }
}

FOR_AVX2 static void find_cells_avx2(const struct grid *grid, const float *delay, int32_t own, float half)
{
    find_cells(grid, delay, own, half);
}

/* Finds the cell nearest to each point; `own` is the index of the frame's row. */
static void find_nearest(const struct grid *grid, const struct points *points, int32_t own)
{
    if (has_avx2())
        find_cells_avx2(grid, points->delay, own, half_row(grid));
    else
        find_cells(grid, points->delay, own, half_row(grid));
}

static void add_nearest(struct grid *grid, const float *weight)
{
    for (size_t k = 0; k < grid->setting.bins; k++)
        grid->cells[grid->cell[k]] += weight[k];
}

/* The rows from `own` to point k. */
static float row_offset(const struct grid *grid, const struct points *points, size_t k)
{
    return grid->own_part + points->delay[k] * grid->per_sample;
}

struct value {
    float real, imaginary;
};

/* The value of point k, rotated by `angle` radians. */
static struct value rotated(const struct points *points, size_t k, double angle)
{
    double cosine = cos(angle), sine = sin(angle);
    double real = (double)points->real[k], imaginary = (double)points->imaginary[k];
    return (struct value){(float)(real * cosine - imaginary * sine), (float)(real * sine + imaginary * cosine)};
}

/*
 * A point's value at the time of a row. The phase is relative to the frame's centre: it is rotated to the point's own
 * time, `delay` later, at the frequency of the bin, and from there to the row's time at the frequency of the point.
 */
static struct value value_at(const struct grid *grid, const struct points *points, size_t k, int32_t row)
{
    double step = 2 * M_PI * grid->setting.bin_width / grid->setting.rate;
    double left = ((double)row - (double)row_offset(grid, points, k)) * (double)grid->setting.row_hop;
    return rotated(points, k,
                   step * ((double)k * (double)points->delay[k] + ((double)k + (double)points->shift[k]) * left));
}

static void add_values(struct grid *grid, const struct points *points, int32_t own, int32_t row, int32_t column,
                       size_t k, float share)
{
    struct value value = value_at(grid, points, k, row);
    int32_t cell = row_of(own + row, grid->open) * grid->stride + cell_of(column, grid->stride);
    grid->cells[2 * cell] += share * value.real;
    grid->cells[2 * cell + 1] += share * value.imaginary;
}

/* Finds the first of the two cells around each point in either row, and the shares of the second cell and row. */
__attribute__((always_inline)) static inline void find_shares(const struct grid *grid, const float *restrict delay,
                                                              int32_t own)
{
    const float *restrict part = grid->part;
    const int32_t *restrict whole = grid->whole;
    int32_t *restrict cell = grid->cell, *restrict later_cell = grid->later_cell;
    float *restrict right = grid->right, *restrict later = grid->later;
    int32_t open = grid->open, stride = grid->stride;
    float most = grid->most_column, own_part = grid->own_part, per_sample = grid->per_sample;
    for (size_t k = 0; k < grid->setting.bins; k++) {
        float column = part[k] < most ? part[k] : most;
        column = column > -most ? column : -most;
        float offset = own_part + delay[k] * per_sample;
        int32_t across = floor_of(column), row = floor_of(offset), at = whole[k] + across;
        bool between = (at >= -1) & (at <= stride - 3);
        right[k] = between ? column - (float)across : 0;
        later[k] = offset - (float)row;
        cell[k] = row_of(own + row, open) * stride + cell_of(at, stride);
        later_cell[k] = row_of(own + row + 1, open) * stride + cell_of(at, stride);
    }
}

FOR_AVX2 static void find_shares_avx2(const struct grid *grid, const float *delay, int32_t own)
{
    find_shares(grid, delay, own);
}

/* Shares each weight between the four cells around its point. */
static void add_shared(struct grid *grid, const struct points *points, const float *weight, int32_t own)
{
    float *cells = grid->cells;
    if (has_avx2())
        find_shares_avx2(grid, points->delay, own);
    else
        find_shares(grid, points->delay, own);
    for (size_t k = 0; k < grid->setting.bins; k++) {
        float right = grid->right[k], later = grid->later[k];
        int32_t cell = grid->cell[k], later_cell = grid->later_cell[k];
        cells[cell] += (1 - right) * (1 - later) * weight[k];
        cells[cell + 1] += right * (1 - later) * weight[k];
        cells[later_cell] += (1 - right) * later * weight[k];
        cells[later_cell + 1] += right * later * weight[k];
    }
}

/* Adds complex values times `by` to the four cells around each point (bilinear) or to the nearest one. */
static void add_around(struct grid *grid, const struct points *points, float by, int32_t own)
{
    bool shared = grid->setting.bilinear;
    float half = half_row(grid);
    for (size_t k = 0; k < grid->setting.bins; k++) {
        float part = fminf(fmaxf(grid->part[k], (float)-beyond_grid), (float)beyond_grid),
              offset = row_offset(grid, points, k);
        if (points->power[k] == 0)
            continue;
        int32_t across = floor_of(shared ? part : part + 0.5f);
        int32_t row = floor_of(shared ? offset : offset + half);
        float right = shared ? part - (float)across : 0, later = shared ? offset - (float)row : 0;
        for (int32_t i = 0; i < (shared ? 4 : 1); i++) {
            float share = (i & 1 ? right : 1 - right) * (i & 2 ? later : 1 - later);
            add_values(grid, points, own, row + (i >> 1), grid->whole[k] + across + (i & 1), k, share * by);
        }
    }
}

/* Adds the powers that do not move, times `by`, to the rows of a steady tone in this frame. */
static void add_fill(const struct grid *grid, float by, int32_t own)
{
    float offset = grid->own_part + (float)grid->setting.tone_delay * grid->per_sample, later = 0;
    int32_t row = floor_of(grid->setting.bilinear ? offset : offset + half_row(grid));
    if (grid->setting.bilinear)
        later = offset - (float)row;
    fill_add(grid->fill, grid->cells + row_of(own + row, grid->open) * grid->stride, grid->still, by * (1 - later));
    if (later > 0)
        fill_add(grid->fill, grid->cells + row_of(own + row + 1, grid->open) * grid->stride, grid->still, by * later);
}

/* Divides the powers: still[bins] out, those that do not move, and weight[bins], the others times `by`. */
static void divide_powers(struct grid *grid, const struct points *points, float by)
{
    const float *restrict power = points->power;
    const bool *restrict unmoved = points->unmoved;
    float *restrict still = grid->still, *restrict weight = grid->weight, share = grid->setting.fill;
    for (size_t k = 0; k < grid->setting.bins; k++) {
        still[k] = power[k] * (unmoved[k] ? 1 : share);
        weight[k] = (power[k] - still[k]) * by;
    }
}

static void add_points(struct grid *grid, const struct points *points)
{
    int64_t row_hop = (int64_t)grid->setting.row_hop, at = grid->frame * (int64_t)grid->setting.hop;
    int64_t row = at / row_hop;
    int32_t own = (int32_t)(row % grid->open);
    const float *weight = points->power;
    float by = (float)grid_weight(&grid->setting, grid->frame);
    find_columns(grid, points);
    grid->own_part = (float)((double)(at - row * row_hop) / (double)row_hop);
    if (grid->fill != NULL) {
        divide_powers(grid, points, by);
        add_fill(grid, by, own);
        weight = grid->weight;
    } else if (grid->setting.accumulation == ACCUMULATE_MAGNITUDE) {
        for (size_t k = 0; k < grid->setting.bins; k++)
            grid->weight[k] = sqrtf(points->power[k]) * by;
        weight = grid->weight;
    } else if (by < 1 || by > 1) {
        for (size_t k = 0; k < grid->setting.bins; k++)
            grid->weight[k] = points->power[k] * by;
        weight = grid->weight;
    }
    if (grid->numbers == 2) {
        add_around(grid, points, by, own);
    } else if (grid->setting.bilinear) {
        add_shared(grid, points, weight, own);
    } else {
        find_nearest(grid, points, own);
        add_nearest(grid, weight);
    }
}

void grid_push(struct grid *grid, const struct points *points, bool last)
{
    grid->ended = points == NULL;
    if (grid->ended)
        return;
    add_points(grid, points);
    grid->frame += last;
    grid->total = grid_rows(&grid->setting, grid->frame);
}

/* Ends the oldest row: adds up its energy, writes it to `row` unless NULL, and clears it for a later row. */
static void finish_row(struct grid *grid, float *row)
{
    size_t stride = (size_t)grid->stride * grid->numbers, count = grid->setting.width * grid->numbers;
    int64_t index = grid->row - floor_div(grid->row, grid->open) * grid->open;
    float *restrict cells = grid->cells + (size_t)index * stride;
    if (grid->setting.want_energy) {
        double sum = sum_of(cells + 1, grid->setting.width);
        *(grid->row < 0                             ? &grid->energy.earlier
          : grid->ended && grid->row >= grid->total ? &grid->energy.later
                                                    : &grid->energy.within) += sum;
        grid->energy.outside += (double)cells[0] + (double)cells[stride - 1];
    }
    float gain = (float)row_weights_gain(&grid->setting, grid->row);
    for (size_t i = 0; row != NULL && i < count; i++)
        row[i] = cells[grid->numbers + i] * gain;
    memset(cells, 0, stride * sizeof *cells);
    grid->row++;
}

bool grid_next(struct grid *grid, float *row)
{
    int64_t ready = grid->ended ? grid->total : earliest_row(grid, grid->frame);
    while (grid->row < 0 && grid->row < ready)
        finish_row(grid, NULL);
    ready = ready < grid->total ? ready : grid->total;
    if (grid->row < ready) {
        finish_row(grid, row);
        return true;
    }
    for (int32_t i = 0; grid->ended && i < grid->open; i++)
        finish_row(grid, NULL);
    return false;
}

struct grid_energy grid_energy(const struct grid *grid)
{
    return grid->energy;
}

void grid_destroy(struct grid *grid)
{
    if (grid == NULL)
        return;
    free(grid->cells);
    free(grid->whole);
    free(grid->bin_part);
    free(grid->part);
    free(grid->cell);
    free(grid->later_cell);
    free(grid->right);
    free(grid->later);
    free(grid->weight);
    free(grid->still);
    fill_destroy(grid->fill);
    free(grid);
}
