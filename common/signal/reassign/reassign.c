/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/reassign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "signal/transform/level.h"

struct reassign {
    struct reassign_setting setting;
    size_t channels, tapers, bins, width;
    struct estimate **estimate; /* [tapers] */
    struct framer **framers;    /* [channels] */
    struct grid **grids;        /* [channels] */
    struct points *points;
    float *flat;    /* [win_length]: the detrended frame */
    float *sums;    /* [2 * width]: a row of a grid */
    float *density; /* [width]: factors from power to density, 1 / Hz */
    int64_t frame;  /* number of the next frame */
    size_t channel; /* of the points that are pulled next */
    bool ended;     /* the samples have ended */
    bool flushed;   /* the grids have been told so */
    struct reassign_energy energy;
};

size_t reassign_width(const struct reassign_setting *setting)
{
    return setting->grid.width * (setting->spectrum == SPECTRUM_COMPLEX ? 2 : 1);
}

static double gain_of(const struct reassign *reassign)
{
    const struct grid_setting *grid = &reassign->setting.grid;
    struct estimate_gain gain = estimate_gain(reassign->estimate[0]);
    double gain_of_sum = grid->accumulation == ACCUMULATE_POWER       ? gain.power
                         : grid->accumulation == ACCUMULATE_MAGNITUDE ? gain.magnitude
                                                                      : gain.value;
    return gain_of_sum * (double)grid->hop / (double)grid->row_hop / (double)reassign->tapers;
}

/*
 * A sine of power 1 has a mean square of 1/2, and the grid's gain makes the cell of such a sine 1. So half of a cell's
 * number is the mean square, which divided by the cell's width in Hz is the density.
 */
static void fill_density(struct reassign *reassign)
{
    const struct grid_setting *grid = &reassign->setting.grid;
    for (size_t c = 0; c < grid->width; c++) {
        double centre = grid->first + (double)c * grid->step;
        double low = grid->scale->to_hertz(centre - grid->step / 2);
        double high = grid->scale->to_hertz(centre + grid->step / 2);
        reassign->density[c] = (float)(0.5 / (fmin(high, grid->rate / 2) - fmax(low, 0)));
    }
}

static const char *create_parts(struct reassign *reassign, size_t most)
{
    struct reassign_setting *setting = &reassign->setting;
    const char *why = NULL;
    for (size_t i = 0; i < reassign->tapers && why == NULL; i++) {
        setting->estimate.taper = i;
        why = estimate_create(&reassign->estimate[i], &setting->estimate);
    }
    if (why != NULL)
        return why;
    setting->grid.bins = reassign->bins;
    setting->grid.gain = gain_of(reassign);
    setting->grid.most_delay = setting->estimate.time ? setting->estimate.most_delay : 0;
    setting->grid.tone_delay = estimate_tone_delay(reassign->estimate[0]);
    setting->grid.want_energy = setting->want_energy;
    for (size_t c = 0; c < reassign->channels && why == NULL && !setting->want_points; c++)
        why = grid_create(&reassign->grids[c], &setting->grid);
    if (why != NULL)
        return why;
    for (size_t c = 0; c < reassign->channels; c++)
        reassign->framers[c] =
            framer_create(setting->framing, setting->padding, setting->estimate.win_length, setting->grid.hop, most);
    return NULL;
}

const char *reassign_create(struct reassign **made, const struct reassign_setting *setting, size_t channels,
                            size_t most)
{
    struct reassign *reassign = mem_new(1, sizeof *reassign);
    reassign->setting = *setting;
    reassign->setting.estimate.want_energy = setting->want_energy || setting->want_points || setting->grid.fill > 0;
    reassign->channels = channels;
    reassign->tapers = setting->estimate.tapers > 0 ? setting->estimate.tapers : 1;
    reassign->bins = setting->estimate.fft_size / 2 + 1;
    reassign->width = reassign_width(setting);
    reassign->estimate = mem_new(reassign->tapers, sizeof(struct estimate *));
    reassign->framers = mem_new(channels, sizeof(struct framer *));
    reassign->grids = mem_new(channels, sizeof(struct grid *));
    reassign->sums = mem_new(2 * setting->grid.width, sizeof *reassign->sums);
    reassign->points = points_create(reassign->bins);
    reassign->flat = mem_new(setting->estimate.win_length, sizeof *reassign->flat);
    reassign->density = mem_new(setting->grid.width, sizeof *reassign->density);
    fill_density(reassign);
    const char *why = create_parts(reassign, most);
    if (why == NULL)
        *made = reassign;
    else
        reassign_destroy(reassign);
    return why;
}

void reassign_push(struct reassign *reassign, const float *samples, size_t count)
{
    reassign->ended |= count == 0;
    for (size_t c = 0; c < reassign->channels; c++)
        framer_push(reassign->framers[c], count > 0 ? samples + c : NULL, count, reassign->channels);
}

/* A frame and the sample before it. */
struct cut {
    const float *frame; /* NULL: none yet, or no more */
    float before;
};

/* Computes one taper's points of a frame, and prunes them. */
static void make_points(struct reassign *reassign, size_t taper, struct cut cut)
{
    struct points *points = reassign->points;
    const struct prune *prune = &reassign->setting.prune;
    estimate_frame(reassign->estimate[taper], points, cut.frame, cut.before);
    if (reassign->setting.grid.fill > 0)
        points_mark_scattered(points);
    if (!reassign->setting.want_energy) {
        points_prune_weak(points, prune);
        points_prune_mixed(points, prune);
        return;
    }
    double in = points_energy(points);
    points_prune_weak(points, prune);
    double strong = points_energy(points);
    points_prune_mixed(points, prune);
    double weight = grid_weight(&reassign->setting.grid, reassign->frame);
    reassign->energy.in += weight * in;
    reassign->energy.unmoved += weight * estimate_unmoved(reassign->estimate[taper]);
    reassign->energy.weak += weight * (in - strong);
    reassign->energy.pruned += weight * (strong - points_energy(points));
}

static struct cut next_frame(struct reassign *reassign, size_t channel)
{
    size_t length = reassign->setting.estimate.win_length;
    enum detrend detrend = reassign->setting.detrend;
    struct cut cut = {framer_next(reassign->framers[channel]), 0};
    if (cut.frame == NULL)
        return cut;
    cut.before = framer_before(reassign->framers[channel]);
    if (detrend == DETREND_NONE)
        return cut;
    struct trend trend = detrend_find(detrend, cut.frame, length);
    detrend_subtract(reassign->flat, trend, cut.frame, length);
    cut.before = (float)((double)cut.before - trend.mean + trend.slope * ((double)length + 1) / 2);
    cut.frame = reassign->flat;
    return cut;
}

/* Adds the next frame of every channel to its grid. False: none yet, or no more. */
static bool advance(struct reassign *reassign)
{
    for (size_t c = 0; c < reassign->channels; c++) {
        struct cut cut = next_frame(reassign, c);
        if (cut.frame == NULL)
            return false;
        for (size_t i = 0; i < reassign->tapers; i++) {
            make_points(reassign, i, cut);
            grid_push(reassign->grids[c], reassign->points, i + 1 == reassign->tapers);
        }
    }
    reassign->frame++;
    return true;
}

/* Converts sums[width], or [width][2] of complex values, to the numbers of a row, in place. */
static void convert(const struct reassign *reassign, float *sums)
{
    size_t width = reassign->setting.grid.width;
    enum accumulation accumulation = reassign->setting.grid.accumulation;
    enum spectrum spectrum = reassign->setting.spectrum;
    if (spectrum == SPECTRUM_COMPLEX)
        return;
    for (size_t i = 0; i < width && accumulation == ACCUMULATE_COMPLEX; i++)
        sums[i] = sums[2 * i] * sums[2 * i] + sums[2 * i + 1] * sums[2 * i + 1];
    for (size_t i = 0; i < width && accumulation == ACCUMULATE_MAGNITUDE; i++)
        sums[i] *= sums[i];
    for (size_t i = 0; i < width && spectrum == SPECTRUM_MAGNITUDE; i++)
        sums[i] = sqrtf(sums[i]);
    for (size_t i = 0; i < width && spectrum == SPECTRUM_DENSITY; i++)
        sums[i] *= reassign->density[i];
    if (spectrum == SPECTRUM_LEVEL)
        level_fill(sums, sums, width, LEVEL_FLOOR);
}

/* row[channels][width] out. False: none is ready. */
static bool pull_row(struct reassign *reassign, float *row)
{
    bool got = true; /* the same for all channels */
    for (size_t c = 0; c < reassign->channels; c++) {
        got = grid_next(reassign->grids[c], reassign->sums);
        if (!got)
            continue;
        convert(reassign, reassign->sums);
        memcpy(row + c * reassign->width, reassign->sums, reassign->width * sizeof *row);
    }
    return got;
}

bool reassign_next(struct reassign *reassign, float *row)
{
    while (!pull_row(reassign, row)) {
        if (advance(reassign))
            continue;
        if (!reassign->ended || reassign->flushed)
            return false;
        for (size_t c = 0; c < reassign->channels; c++)
            grid_push(reassign->grids[c], NULL, true);
        reassign->flushed = true;
    }
    return true;
}

const struct points *reassign_points(struct reassign *reassign, int64_t *frame, size_t *channel)
{
    struct cut cut = next_frame(reassign, reassign->channel);
    if (cut.frame == NULL)
        return NULL;
    *frame = reassign->frame;
    *channel = reassign->channel;
    make_points(reassign, 0, cut);
    reassign->channel = (reassign->channel + 1) % reassign->channels;
    reassign->frame += reassign->channel == 0;
    return reassign->points;
}

struct estimate_gain reassign_gain(const struct reassign *reassign)
{
    return estimate_gain(reassign->estimate[0]);
}

struct reassign_energy reassign_energy(const struct reassign *reassign)
{
    struct reassign_energy energy = reassign->energy;
    for (size_t c = 0; c < reassign->channels && reassign->grids[c] != NULL; c++) {
        struct grid_energy part = grid_energy(reassign->grids[c]);
        energy.earlier += part.earlier;
        energy.later += part.later;
        energy.outside += part.outside;
        energy.out += part.within;
    }
    return energy;
}

void reassign_destroy(struct reassign *reassign)
{
    if (reassign == NULL)
        return;
    for (size_t i = 0; i < reassign->tapers; i++)
        estimate_destroy(reassign->estimate[i]);
    for (size_t c = 0; c < reassign->channels; c++) {
        framer_destroy(reassign->framers[c]);
        grid_destroy(reassign->grids[c]);
    }
    free(reassign->estimate);
    free(reassign->framers);
    free(reassign->grids);
    points_destroy(reassign->points);
    free(reassign->sums);
    free(reassign->flat);
    free(reassign->density);
    free(reassign);
}
