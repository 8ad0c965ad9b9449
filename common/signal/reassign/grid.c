/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/grid.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "base/whole.h"
#include "signal/transform/sums.h"

NAMES(accumulation_name, "power", "magnitude", "complex")

enum { MOST_OPEN = 1 << 28 /* numbers in open rows: 1 GiB */ };

struct grid {
    struct grid_setting setting;
    size_t numbers;     /* per cell: 2 of values */
    int32_t open, edge; /* rows that are kept; cells of a row, with one on either side for what falls beside */
    float *cells;       /* [open][edge][numbers]: row j in place j mod open */
    int64_t frame, row; /* the next ones */
    int64_t total;      /* rows there are so far; once it has ended, all of them */
    bool ended;
    int32_t *whole;     /* [bins]: a point's column is whole + part; of a linear scale, that of its bin is kept here */
    float *home, *part; /* [bins]: the part of the bin, of the point */
    float *line;        /* [bins]: its row, counted from the frame's */
    int32_t *place;     /* [bins]: its cell */
    float *weight;      /* [bins]: its magnitude */
    float per_bin;      /* columns */
    struct grid_energy energy;
};

/* Columns of points far outside end up here; sums of two still fit into 32 bits. */
static const double far = 5e8;

int64_t grid_rows(const struct grid_setting *setting, int64_t frames)
{
    int64_t row_hop = (int64_t)setting->row_hop;
    return frames <= 0 ? 0 : 1 + ((frames - 1) * (int64_t)setting->hop + row_hop / 2) / row_hop;
}

/* The first frame that is nearer to this row than to the one before; ties as find_nearest breaks them. */
static int64_t first_frame(const struct grid_setting *setting, int64_t row)
{
    int64_t least = (1024 * row - 513) * (int64_t)setting->row_hop, step = 1024 * (int64_t)setting->hop;
    return least <= 0 ? 0 : (least + step - 1) / step;
}

double grid_weight(const struct grid_setting *setting, int64_t frame)
{
    int64_t row_hop = (int64_t)setting->row_hop;
    if (setting->hop >= setting->row_hop || setting->bilinear)
        return 1;
    int64_t row = (1024 * frame * (int64_t)setting->hop + 513 * row_hop) / (1024 * row_hop);
    int64_t frames = first_frame(setting, row + 1) - first_frame(setting, row);
    return (double)row_hop / (double)setting->hop / (double)frames;
}

/* The first row that a frame may reach. */
static int64_t earliest(const struct grid *grid, int64_t frame)
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
    double whole = fmin(fmax(floor(column + 0.5), -far), far);
    grid->whole[k] = (int32_t)whole;
    part[k] = (float)fmin(fmax(column - whole, -far), far);
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
    grid->edge = (int32_t)setting->width + 2;
    grid->cells = mem_new((size_t)grid->open * (size_t)grid->edge * numbers, sizeof *grid->cells);
    grid->whole = mem_new(setting->bins, sizeof *grid->whole);
    grid->home = mem_new(setting->bins, sizeof *grid->home);
    grid->part = mem_new(setting->bins, sizeof *grid->part);
    grid->line = mem_new(setting->bins, sizeof *grid->line);
    grid->place = mem_new(setting->bins, sizeof *grid->place);
    grid->weight = mem_new(setting->bins, sizeof *grid->weight);
    grid->per_bin = (float)fmin(setting->bin_width / setting->step, far);
    grid->row = earliest(grid, 0); /* rows before 0 are kept like others, and not given */
    for (size_t k = 0; is_linear(setting) && k < setting->bins; k++)
        set_column(grid, k, grid->home, ((double)k * setting->bin_width - setting->first) / setting->step);
    return NULL;
}

static void find_columns(struct grid *grid, const struct points *points)
{
    const struct grid_setting *setting = &grid->setting;
    const float *restrict shift = points->shift, *restrict home = grid->home;
    float *restrict part = grid->part;
    if (is_linear(setting)) {
        for (size_t k = 0; k < setting->bins; k++)
            part[k] = home[k] + shift[k] * grid->per_bin;
        return;
    }
    for (size_t k = 0; k < setting->bins; k++) {
        double hertz = ((double)k + (double)shift[k]) * setting->bin_width;
        double column = -far; /* a logarithm has no place for what is not above 0, and what has no power needs none */
        if (points->power[k] != 0 && (hertz > 0 || setting->scale->lowest == 0))
            column = (setting->scale->from_hertz(fmax(hertz, 0)) - setting->first) / setting->step;
        set_column(grid, k, part, column);
    }
}

/* `line`: the frame's row, less the whole row it is counted from */
static void find_rows(struct grid *grid, const struct points *points, float line)
{
    const float *restrict delay = points->delay;
    float *restrict row = grid->line;
    float per_sample = (float)(1 / (double)grid->setting.row_hop);
    for (size_t k = 0; k < grid->setting.bins; k++)
        row[k] = line + delay[k] * per_sample;
}

/* floor, without a call, so that it vectorises */
static inline int32_t floor_of(float value)
{
    int32_t whole = (int32_t)value;
    return whole - (value < (float)whole);
}

/* Which of a row's cells: 0 and edge - 1 are for what lies beside the columns. */
static inline int32_t cell_of(int32_t column, int32_t edge)
{
    column = column < -1 ? -1 : column;
    return 1 + (column < edge - 2 ? column : edge - 2);
}

static inline int32_t row_of(int32_t row, int32_t open)
{
    row += row < 0 ? open : 0;
    return row - (row >= open ? open : 0);
}

/*
 * The cell nearest to each point. One half way between two rows goes to the later, whichever side its rounding errors
 * put it: without the 2^-10 of a row a steady tone would flicker when its frames fall there.
 */
static void find_nearest(struct grid *grid, int32_t own)
{
    const float *restrict part = grid->part, *restrict line = grid->line;
    const int32_t *restrict whole = grid->whole;
    int32_t *restrict place = grid->place;
    int32_t open = grid->open, edge = grid->edge;
    float most = (float)far;
    for (size_t k = 0; k < grid->setting.bins; k++) {
        float column = part[k] < most ? part[k] : most;
        column = column > -most ? column : -most;
        int32_t row = row_of(own + floor_of(line[k] + (0.5f + 0x1p-10f)), open);
        place[k] = row * edge + cell_of(whole[k] + floor_of(column + 0.5f), edge);
    }
}

static void add_nearest(struct grid *grid, const float *weight)
{
    for (size_t k = 0; k < grid->setting.bins; k++)
        grid->cells[grid->place[k]] += weight[k];
}

/* A value turned by so many radians. */
struct value {
    float real, imaginary;
};

static struct value turned(const struct points *points, size_t k, double angle)
{
    double cosine = cos(angle), sine = sin(angle);
    double real = (double)points->real[k], imaginary = (double)points->imaginary[k];
    return (struct value){(float)(real * cosine - imaginary * sine), (float)(real * sine + imaginary * cosine)};
}

/*
 * A point's value at a row's instant. Its phase is counted from the frame's centre: that of an impulse has to be counted
 * from the impulse, `delay` later, and from there on it turns at the point's own frequency.
 */
static struct value value_at(const struct grid *grid, const struct points *points, size_t k, int32_t row)
{
    double step = 2 * M_PI * grid->setting.bin_width / grid->setting.rate;
    double left = ((double)row - (double)grid->line[k]) * (double)grid->setting.row_hop;
    return turned(points, k,
                  step * ((double)k * (double)points->delay[k] + ((double)k + (double)points->shift[k]) * left));
}

static void add_values(struct grid *grid, const struct points *points, int32_t own, int32_t row, int32_t column,
                       size_t k, float share)
{
    struct value value = value_at(grid, points, k, row);
    int32_t place = row_of(own + row, grid->open) * grid->edge + cell_of(column, grid->edge);
    grid->cells[2 * place] += share * value.real;
    grid->cells[2 * place + 1] += share * value.imaginary;
}

/* The four cells around a point, or of one the nearest. Values, times `by`, and bilinear shares of anything. */
static void add_around(struct grid *grid, const struct points *points, const float *weight, float by, int32_t own)
{
    bool shared = grid->setting.bilinear, values = grid->numbers == 2;
    for (size_t k = 0; k < grid->setting.bins; k++) {
        float part = fminf(fmaxf(grid->part[k], (float)-far), (float)far), line = grid->line[k];
        if (points->power[k] == 0)
            continue;
        int32_t across = floor_of(shared ? part : part + 0.5f), row = floor_of(shared ? line : line + 0.5f + 0x1p-10f);
        float right = shared ? part - (float)across : 0, later = shared ? line - (float)row : 0;
        for (int32_t i = 0; i < (shared ? 4 : 1); i++) {
            float share = (i & 1 ? right : 1 - right) * (i & 2 ? later : 1 - later);
            int32_t column = grid->whole[k] + across + (i & 1), at = row + (i >> 1);
            if (values)
                add_values(grid, points, own, at, column, k, share * by);
            else
                grid->cells[row_of(own + at, grid->open) * grid->edge + cell_of(column, grid->edge)] +=
                    share * weight[k];
        }
    }
}

static void gather(struct grid *grid, const struct points *points)
{
    int64_t row_hop = (int64_t)grid->setting.row_hop, at = grid->frame * (int64_t)grid->setting.hop;
    int64_t row = at / row_hop;
    int32_t own = (int32_t)(row % grid->open);
    const float *weight = points->power;
    float by = (float)grid_weight(&grid->setting, grid->frame);
    find_columns(grid, points);
    find_rows(grid, points, (float)((double)(at - row * row_hop) / (double)row_hop));
    if (grid->setting.accumulation == ACCUMULATE_MAGNITUDE) {
        for (size_t k = 0; k < grid->setting.bins; k++)
            grid->weight[k] = sqrtf(points->power[k]) * by;
        weight = grid->weight;
    } else if (by < 1 || by > 1) {
        for (size_t k = 0; k < grid->setting.bins; k++)
            grid->weight[k] = points->power[k] * by;
        weight = grid->weight;
    }
    if (grid->setting.bilinear || grid->numbers == 2) {
        add_around(grid, points, weight, by, own);
        return;
    }
    find_nearest(grid, own);
    add_nearest(grid, weight);
}

void grid_push(struct grid *grid, const struct points *points, bool last)
{
    grid->ended = points == NULL;
    if (grid->ended)
        return;
    gather(grid, points);
    grid->frame += last;
    grid->total = grid_rows(&grid->setting, grid->frame);
}

/* A row leaves: counted, given when it is wanted, and cleared for the row that takes its place. */
static void leave(struct grid *grid, float *row)
{
    size_t stride = (size_t)grid->edge * grid->numbers, count = grid->setting.width * grid->numbers;
    int64_t place = grid->row - floor_div(grid->row, grid->open) * grid->open;
    float *restrict cells = grid->cells + (size_t)place * stride;
    if (grid->setting.count) {
        double sum = sum_of(cells + 1, grid->setting.width);
        *(grid->row < 0                             ? &grid->energy.earlier
          : grid->ended && grid->row >= grid->total ? &grid->energy.later
                                                    : &grid->energy.within) += sum;
        grid->energy.beside += (double)cells[0] + (double)cells[stride - 1];
    }
    float gain = (float)grid->setting.gain;
    for (size_t i = 0; row != NULL && i < count; i++)
        row[i] = cells[grid->numbers + i] * gain;
    memset(cells, 0, stride * sizeof *cells);
    grid->row++;
}

bool grid_next(struct grid *grid, float *row)
{
    int64_t ready = grid->ended ? grid->total : earliest(grid, grid->frame);
    while (grid->row < 0 && grid->row < ready)
        leave(grid, NULL);
    ready = ready < grid->total ? ready : grid->total;
    if (grid->row < ready) {
        leave(grid, row);
        return true;
    }
    for (int32_t i = 0; grid->ended && i < grid->open; i++)
        leave(grid, NULL);
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
    free(grid->home);
    free(grid->part);
    free(grid->line);
    free(grid->place);
    free(grid->weight);
    free(grid);
}
