/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/sharpen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "signal/level.h"

struct sharpen {
    struct sharpen_setting setting;
    size_t channels, tapers, bins, width;
    struct reassign **reassign; /* [tapers] */
    struct framer **framers;    /* [channels] */
    struct grid **grids;        /* [channels] */
    struct points *points;
    float *flat;    /* [win_length]: the frame less its trend */
    float *sums;    /* [2 * width]: a row of the grid's */
    float *density; /* [width]: densities per power of each column */
    int64_t frame;
    size_t channel;   /* whose points come next */
    bool ended, over; /* no more samples come; the grids know it */
    struct sharpen_energy energy;
};

size_t sharpen_width(const struct sharpen_setting *setting)
{
    return setting->grid.width * (setting->spectrum == SPECTRUM_COMPLEX ? 2 : 1);
}

static double gain_of(const struct sharpen *sharpen)
{
    const struct grid_setting *grid = &sharpen->setting.grid;
    struct reassign_gain gain = reassign_gain(sharpen->reassign[0]);
    double own = grid->accumulation == ACCUMULATE_POWER       ? gain.power
                 : grid->accumulation == ACCUMULATE_MAGNITUDE ? gain.magnitude
                                                              : gain.value;
    return own * (double)grid->hop / (double)grid->row_hop / (double)sharpen->tapers;
}

/*
 * A sine of power 1 has a mean square of 1/2, and the grid's gain makes one such sine read its power in one cell: half
 * of what a cell reads is the mean square of what it holds, over the width of the cell its density.
 */
static void fill_density(struct sharpen *sharpen)
{
    const struct grid_setting *grid = &sharpen->setting.grid;
    for (size_t c = 0; c < grid->width; c++) {
        double centre = grid->first + (double)c * grid->step;
        double low = grid->scale->to_hertz(centre - grid->step / 2);
        double high = grid->scale->to_hertz(centre + grid->step / 2);
        sharpen->density[c] = (float)(0.5 / (fmin(high, grid->rate / 2) - fmax(low, 0)));
    }
}

static const char *create_parts(struct sharpen *sharpen, size_t most)
{
    struct sharpen_setting *setting = &sharpen->setting;
    const char *why = NULL;
    for (size_t i = 0; i < sharpen->tapers && why == NULL; i++) {
        setting->reassign.taper = i;
        why = reassign_create(&sharpen->reassign[i], &setting->reassign);
    }
    if (why != NULL)
        return why;
    setting->grid.bins = sharpen->bins;
    setting->grid.gain = gain_of(sharpen);
    setting->grid.most_delay = setting->reassign.time ? setting->reassign.most_delay : 0;
    setting->grid.count = setting->count;
    for (size_t c = 0; c < sharpen->channels && why == NULL && !setting->points; c++)
        why = grid_create(&sharpen->grids[c], &setting->grid);
    if (why != NULL)
        return why;
    for (size_t c = 0; c < sharpen->channels; c++)
        sharpen->framers[c] =
            framer_create(setting->framing, setting->padding, setting->reassign.win_length, setting->grid.hop, most);
    return NULL;
}

const char *sharpen_create(struct sharpen **made, const struct sharpen_setting *setting, size_t channels, size_t most)
{
    struct sharpen *sharpen = mem_new(1, sizeof *sharpen);
    sharpen->setting = *setting;
    sharpen->setting.reassign.count = setting->count || setting->points;
    sharpen->channels = channels;
    sharpen->tapers = setting->reassign.tapers > 0 ? setting->reassign.tapers : 1;
    sharpen->bins = setting->reassign.fft_size / 2 + 1;
    sharpen->width = sharpen_width(setting);
    sharpen->reassign = mem_new(sharpen->tapers, sizeof(struct reassign *));
    sharpen->framers = mem_new(channels, sizeof(struct framer *));
    sharpen->grids = mem_new(channels, sizeof(struct grid *));
    sharpen->sums = mem_new(2 * setting->grid.width, sizeof *sharpen->sums);
    sharpen->points = points_create(sharpen->bins);
    sharpen->flat = mem_new(setting->reassign.win_length, sizeof *sharpen->flat);
    sharpen->density = mem_new(setting->grid.width, sizeof *sharpen->density);
    fill_density(sharpen);
    const char *why = create_parts(sharpen, most);
    if (why == NULL)
        *made = sharpen;
    else
        sharpen_destroy(sharpen);
    return why;
}

void sharpen_push(struct sharpen *sharpen, const float *samples, size_t count)
{
    sharpen->ended |= count == 0;
    for (size_t c = 0; c < sharpen->channels; c++)
        framer_push(sharpen->framers[c], count > 0 ? samples + c : NULL, count, sharpen->channels);
}

struct cut {
    const float *frame; /* NULL: there is none yet, or no more */
    float before;
};

/* One taper's points of a frame, pruned. */
static void make_points(struct sharpen *sharpen, size_t taper, struct cut cut)
{
    struct points *points = sharpen->points;
    const struct prune *prune = &sharpen->setting.prune;
    reassign_frame(sharpen->reassign[taper], points, cut.frame, cut.before);
    if (!sharpen->setting.count) {
        points_prune_faint(points, prune);
        points_prune_mixed(points, prune);
        return;
    }
    double in = points_energy(points);
    points_prune_faint(points, prune);
    double seen = points_energy(points);
    points_prune_mixed(points, prune);
    double weight = grid_weight(&sharpen->setting.grid, sharpen->frame);
    sharpen->energy.in += weight * in;
    sharpen->energy.held += weight * reassign_held(sharpen->reassign[taper]);
    sharpen->energy.faint += weight * (in - seen);
    sharpen->energy.pruned += weight * (seen - points_energy(points));
}

static struct cut next_frame(struct sharpen *sharpen, size_t channel)
{
    size_t length = sharpen->setting.reassign.win_length;
    enum detrend detrend = sharpen->setting.detrend;
    struct cut cut = {framer_next(sharpen->framers[channel]), 0};
    if (cut.frame == NULL)
        return cut;
    cut.before = framer_before(sharpen->framers[channel]);
    if (detrend == DETREND_NONE)
        return cut;
    struct trend trend = detrend_find(detrend, cut.frame, length);
    detrend_take(sharpen->flat, trend, cut.frame, length);
    cut.before = (float)((double)cut.before - trend.mean + trend.slope * ((double)length + 1) / 2);
    cut.frame = sharpen->flat;
    return cut;
}

/* The next frame of every channel goes into its grid. False: there is none yet, or no more. */
static bool advance(struct sharpen *sharpen)
{
    for (size_t c = 0; c < sharpen->channels; c++) {
        struct cut cut = next_frame(sharpen, c);
        if (cut.frame == NULL)
            return false;
        for (size_t i = 0; i < sharpen->tapers; i++) {
            make_points(sharpen, i, cut);
            grid_push(sharpen->grids[c], sharpen->points, i + 1 == sharpen->tapers);
        }
    }
    sharpen->frame++;
    return true;
}

/* sums[width], or [width][2] of values, become what the rows hold, in their place */
static void convert(const struct sharpen *sharpen, float *sums)
{
    size_t width = sharpen->setting.grid.width;
    enum accumulation accumulation = sharpen->setting.grid.accumulation;
    enum spectrum spectrum = sharpen->setting.spectrum;
    if (spectrum == SPECTRUM_COMPLEX)
        return;
    for (size_t i = 0; i < width && accumulation == ACCUMULATE_COMPLEX; i++)
        sums[i] = sums[2 * i] * sums[2 * i] + sums[2 * i + 1] * sums[2 * i + 1];
    for (size_t i = 0; i < width && accumulation == ACCUMULATE_MAGNITUDE; i++)
        sums[i] *= sums[i];
    for (size_t i = 0; i < width && spectrum == SPECTRUM_MAGNITUDE; i++)
        sums[i] = sqrtf(sums[i]);
    for (size_t i = 0; i < width && spectrum == SPECTRUM_DENSITY; i++)
        sums[i] *= sharpen->density[i];
    if (spectrum == SPECTRUM_LEVEL)
        level_fill(sums, sums, width, LEVEL_FLOOR);
}

static bool ready(struct sharpen *sharpen, float *row)
{
    bool got = true; /* all channels are at the same place */
    for (size_t c = 0; c < sharpen->channels; c++) {
        got = grid_next(sharpen->grids[c], sharpen->sums);
        if (!got)
            continue;
        convert(sharpen, sharpen->sums);
        memcpy(row + c * sharpen->width, sharpen->sums, sharpen->width * sizeof *row);
    }
    return got;
}

bool sharpen_next(struct sharpen *sharpen, float *row)
{
    while (!ready(sharpen, row)) {
        if (advance(sharpen))
            continue;
        if (!sharpen->ended || sharpen->over)
            return false;
        for (size_t c = 0; c < sharpen->channels; c++)
            grid_push(sharpen->grids[c], NULL, true);
        sharpen->over = true;
    }
    return true;
}

const struct points *sharpen_points(struct sharpen *sharpen, int64_t *frame, size_t *channel)
{
    struct cut cut = next_frame(sharpen, sharpen->channel);
    if (cut.frame == NULL)
        return NULL;
    *frame = sharpen->frame;
    *channel = sharpen->channel;
    make_points(sharpen, 0, cut);
    sharpen->channel = (sharpen->channel + 1) % sharpen->channels;
    sharpen->frame += sharpen->channel == 0;
    return sharpen->points;
}

struct reassign_gain sharpen_gain(const struct sharpen *sharpen)
{
    return reassign_gain(sharpen->reassign[0]);
}

struct sharpen_energy sharpen_energy(const struct sharpen *sharpen)
{
    struct sharpen_energy energy = sharpen->energy;
    for (size_t c = 0; c < sharpen->channels && sharpen->grids[c] != NULL; c++) {
        struct grid_energy own = grid_energy(sharpen->grids[c]);
        energy.earlier += own.earlier;
        energy.later += own.later;
        energy.beside += own.beside;
        energy.out += own.within;
    }
    return energy;
}

void sharpen_destroy(struct sharpen *sharpen)
{
    if (sharpen == NULL)
        return;
    for (size_t i = 0; i < sharpen->tapers; i++)
        reassign_destroy(sharpen->reassign[i]);
    for (size_t c = 0; c < sharpen->channels; c++) {
        framer_destroy(sharpen->framers[c]);
        grid_destroy(sharpen->grids[c]);
    }
    free(sharpen->reassign);
    free(sharpen->framers);
    free(sharpen->grids);
    points_destroy(sharpen->points);
    free(sharpen->sums);
    free(sharpen->flat);
    free(sharpen->density);
    free(sharpen);
}
