/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/reassign_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "signal/transform/window.h"

enum { MOVE_BOTH, MOVE_TIME, MOVE_FREQUENCY, MOVE_NONE };

NAMES(moves_name, "both", "time", "frequency", "none")

NAMES(gridding_name, "nearest", "bilinear")

const char *reassign_kind_name(size_t i)
{
    return i < SPECTRUM_PHASE ? spectrum_name(i) : NULL;
}

static bool is_kind(const struct reassign_options *wish, const char *kind)
{
    return wish->kind != NULL && strcmp(wish->kind, kind) == 0;
}

const char *reassign_options_check(const struct reassign_options *wish)
{
    bool powers = strcmp(wish->accumulate, "power") == 0 && !wish->squeeze;
    if (wish->reach.unit == EXTENT_PERCENT)
        return "--reach: a percentage is no length";
    if (wish->squeeze && strcmp(wish->moves, "both") != 0)
        return "--synchrosqueeze moves in frequency only: --reassign has no say";
    if (wish->squeeze && strcmp(wish->accumulate, "power") != 0)
        return "--synchrosqueeze adds up values: --accumulate has no say";
    if (wish->squeeze && wish->kind != NULL && !is_kind(wish, "complex"))
        return sentence("--synchrosqueeze makes complex rows, not --kind %s", wish->kind);
    if (strcmp(wish->keep, "all") == 0 && !isnan(wish->tolerance))
        return "--tolerance is for --keep lines, impulses or both";
    if (wish->tapers > 0 && strcmp(wish->method, "af") != 0)
        return "--tapers needs --method af";
    if (wish->tapers > 1 && !powers)
        return "--tapers takes the mean of powers, not of magnitudes or values";
    if (is_kind(wish, "complex") && !wish->squeeze && strcmp(wish->accumulate, "complex") != 0)
        return "--kind complex needs --accumulate complex";
    if (is_kind(wish, "density") && !powers)
        return "--kind density needs --accumulate power";
    return NULL;
}

/* Chirps lie between lines and impulses: those who keep both want them as well. */
static double tolerance(const struct reassign_options *wish)
{
    return !isnan(wish->tolerance) ? wish->tolerance : strcmp(wish->keep, "both") == 0 ? 0.5 : 0.25;
}

/*
 * The longest move of a point, in samples, unless told otherwise. What lies beyond half a window can be no part of the
 * frame, but skirts of fast chirps point there: held back at half a window they draw lines beside the chirp.
 */
static double usual_reach(size_t win_length)
{
    return 0.75 * (double)win_length;
}

static struct estimate_setting operators(const struct reassign_options *wish, const struct stft_setting *frames)
{
    size_t move = wish->squeeze ? MOVE_FREQUENCY : name_index(moves_name, wish->moves);
    bool given = wish->reach.unit != EXTENT_NONE;
    return (struct estimate_setting){.fft_size = frames->fft_size,
                                     .win_length = frames->win_length,
                                     .window = frames->window,
                                     .symmetric = frames->symmetric,
                                     .estimator = (enum estimator)name_index(estimator_name, wish->method),
                                     .tapers = (size_t)wish->tapers,
                                     .time = move == MOVE_BOTH || move == MOVE_TIME,
                                     .frequency = move == MOVE_BOTH || move == MOVE_FREQUENCY,
                                     .most_delay = given ? extent_samples(wish->reach, frames->rate)
                                                         : usual_reach(frames->win_length),
                                     .want_values = wish->squeeze || strcmp(wish->accumulate, "complex") == 0};
}

/*
 * Four frames to a row, more where rows are far apart, and a number that divides the row's samples where one near it
 * does: otherwise some rows have a frame more than others.
 */
static size_t dense_hop(size_t row_hop, size_t win_length)
{
    size_t quarter = win_length > 4 ? win_length / 4 : 1, wanted = (row_hop + quarter - 1) / quarter;
    wanted = wanted > 4 ? wanted : 4;
    for (size_t more = wanted; more < 2 * wanted; more++)
        if (row_hop % more == 0)
            return row_hop / more;
    return row_hop > wanted ? row_hop / wanted : 1;
}

const char *reassign_options_resolve(struct reassign_setting *setting, struct stft_setting *frames,
                                     const struct reassign_options *wish, const struct frame_options *frame_options,
                                     const struct grid_options *grid_options, double rate, bool dense)
{
    const char *why = frame_options_resolve(frames, frame_options, rate);
    if (why != NULL)
        return why;
    if (frames->fft_size < 2)
        return "--fft-size: 1 sample has no spectrum to move in";
    *setting = (struct reassign_setting){.estimate = operators(wish, frames),
                                         .framing = frames->framing,
                                         .padding = frames->padding,
                                         .detrend = frames->detrend,
                                         .prune = {.keep = (enum keep)name_index(keep_name, wish->keep),
                                                   .tolerance = (float)tolerance(wish),
                                                   .floor = (float)pow(10, wish->floor / 10),
                                                   .depth = (float)pow(10, -wish->depth / 10)},
                                         .spectrum = SPECTRUM_COMPLEX};
    if (!(setting->estimate.most_delay <= MOST_FFT_SIZE))
        return "--reach: more samples than any window has";
    if ((why = grid_options_resolve(&setting->grid, grid_options, frames)) != NULL)
        return why;
    if (dense && frame_options->hop.unit == EXTENT_NONE && !wish->squeeze)
        setting->grid.hop = frames->hop = dense_hop(setting->grid.row_hop, frames->win_length);
    setting->grid.bilinear = strcmp(wish->gridding, "bilinear") == 0;
    setting->grid.accumulation = ACCUMULATE_COMPLEX;
    if (!wish->squeeze) {
        setting->spectrum = wish->kind != NULL ? (enum spectrum)name_index(spectrum_name, wish->kind) : SPECTRUM_POWER;
        setting->grid.accumulation = (enum accumulation)name_index(accumulation_name, wish->accumulate);
    }
    return NULL;
}

void reassign_options_warn(const struct estimate_setting *estimate)
{
    double *weights = mem_new(estimate->win_length, sizeof *weights);
    bool judges = estimate->estimator == ESTIMATOR_AF && estimate->frequency && estimate->tapers == 0;
    const char *why = window_fill(weights, NULL, estimate->win_length, estimate->window, estimate->symmetric);
    if (judges && why == NULL && estimate->win_length > 1 && weights[0] > 0.01)
        warn("%s ends in a jump of %.2g: frequencies away from a peak are off; hann is exact", estimate->window,
             weights[0]);
    free(weights);
}

void reassign_options_account(const struct reassign_energy *energy)
{
    const struct {
        const char *name;
        double energy;
    } parts[] = {{"in the rows", energy->out},
                 {"before the first row", energy->earlier},
                 {"after the last row", energy->later},
                 {"beside the columns", energy->outside},
                 {"too weak (--floor, --depth)", energy->weak},
                 {"pruned (--keep)", energy->pruned}};
    double sum = 0, whole = energy->in > 0 ? energy->in : 1;
    fprintf(stderr, "energy of the frames   %.9g\n", energy->in);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        sum += parts[i].energy;
        fprintf(stderr, "%-28s%11.6f %%\n", parts[i].name, 100 * parts[i].energy / whole);
    }
    fprintf(stderr, "%-28s%11.6f %%\n", "sum of these", 100 * sum / whole);
    fprintf(stderr, "%-28s%11.6f %%\n", "not moved, as too far", 100 * energy->unmoved / whole);
}
