/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/reassign_options.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "signal/transform/window.h"

enum {
    LEAST_WINDOW = 256, /* samples; more than 25 ms at low rates, for slow sound */
    MOST_WINDOW = 1200, /* the same at high rates: 12.5 ms at 96 kHz, 4 ms at 300 kHz, where sound changes faster */
    DEFAULT_FILL = 10   /* percent */
};

NAMES(moves_name, "both", "time", "frequency", "none")

NAMES(gridding_name, "nearest", "bilinear")

const char *reassign_kind_name(size_t i)
{
    return i < SPECTRUM_PHASE ? spectrum_name(i) : NULL;
}

/* Checks the options that --synchrosqueeze determines: moves, sums and kind. NULL or a sentence. */
static const char *check_squeeze(const struct reassign_options *options)
{
    if (option_given(&options->moves))
        return "--synchrosqueeze and --reassign exclude each other: it moves in frequency only";
    if (option_given(&options->accumulate))
        return "--synchrosqueeze and --accumulate exclude each other: it adds up complex values";
    if (option_given(&options->kind) && options->kind != SPECTRUM_COMPLEX)
        return sentence("--synchrosqueeze writes complex rows, not --kind %s", reassign_kind_name(options->kind));
    return NULL;
}

const char *reassign_options_check(const struct reassign_options *options)
{
    bool powers = options->accumulate == ACCUMULATE_POWER && !options->squeeze;
    const char *why = options->squeeze ? check_squeeze(options) : NULL;
    if (options->reach.unit == EXTENT_PERCENT)
        return "--reach: a percentage is not a length";
    if (why != NULL)
        return why;
    if (options->keep == KEEP_ALL && option_given(&options->tolerance))
        return "--tolerance is for --keep lines, impulses or both";
    if (options->tapers > 0 && options->method != ESTIMATOR_AF)
        return "--tapers requires --method af";
    if (options->tapers > 1 && !powers)
        return "--tapers averages powers: it requires --accumulate power, without --synchrosqueeze";
    if (options->fill > 0 && !powers)
        return "--fill requires sums of powers: --accumulate power, without --synchrosqueeze";
    if (options->kind == SPECTRUM_COMPLEX && !options->squeeze && options->accumulate != ACCUMULATE_COMPLEX)
        return "--kind complex requires --accumulate complex";
    if (options->kind == SPECTRUM_DENSITY && !powers)
        return "--kind density requires --accumulate power";
    return NULL;
}

/* Chirps have mixed derivatives between those of lines and impulses: keeping both keeps chirps too. */
static double resolve_tolerance(const struct reassign_options *options)
{
    return option_given(&options->tolerance) ? options->tolerance : options->keep == KEEP_BOTH ? 0.5 : 0.25;
}

/*
 * The default of --reach, in samples. A point further than half a window from the centre cannot be part of the frame,
 * but the skirts of fast chirps are moved there: limited to half a window they would draw lines parallel to the chirp.
 */
static double default_reach(size_t win_length)
{
    return 0.75 * (double)win_length;
}

static struct estimate_setting resolve_estimate(const struct reassign_options *options,
                                                const struct stft_setting *frames)
{
    enum moves moves = options->squeeze ? MOVES_FREQUENCY : options->moves;
    bool given = options->reach.unit != EXTENT_NONE;
    return (struct estimate_setting){.fft_size = frames->fft_size,
                                     .win_length = frames->win_length,
                                     .window = frames->window,
                                     .symmetric = frames->symmetric,
                                     .estimator = options->method,
                                     .tapers = (size_t)options->tapers,
                                     .time = moves == MOVES_BOTH || moves == MOVES_TIME,
                                     .frequency = moves == MOVES_BOTH || moves == MOVES_FREQUENCY,
                                     .most_delay = given ? extent_samples(options->reach, frames->rate)
                                                         : default_reach(frames->win_length),
                                     .want_values = options->squeeze || options->accumulate == ACCUMULATE_COMPLEX};
}

/*
 * The hop for `least` or more frames per row, and for more if rows are further apart than a window. If possible, the
 * number of frames divides the row's samples: otherwise some rows would have one frame more than others.
 */
static size_t dense_hop(size_t row_hop, size_t win_length, size_t least)
{
    size_t quarter = win_length > 4 ? win_length / 4 : 1, wanted = (row_hop + quarter - 1) / quarter;
    wanted = wanted > least ? wanted : least;
    for (size_t more = wanted; more < 2 * wanted; more++)
        if (row_hop % more == 0)
            return row_hop / more;
    return row_hop > wanted ? row_hop / wanted : 1;
}

/*
 * The default window: a Hann window of 25 ms, twice that for several Hermite windows, which are narrower in the same
 * length. The FFT is padded with zeros to at least 3/2 of the window.
 */
static void set_default_window(struct stft_setting *frames, long tapers)
{
    double length = fmin(fmax(floor(0.025 * frames->rate + 0.5), LEAST_WINDOW), MOST_WINDOW);
    frames->win_length = (size_t)length * (tapers > 1 ? 2 : 1);
    frames->fft_size = 1;
    while (frames->fft_size < frames->win_length + frames->win_length / 2)
        frames->fft_size *= 2;
}

/* Rows an eighth of the window apart, with a frame each; or four frames per row if --row-hop is given. */
static void set_dense_hops(struct grid_setting *grid, struct stft_setting *frames, bool row_hop_given)
{
    if (!row_hop_given)
        grid->row_hop = frames->win_length > 8 ? frames->win_length / 8 : 1;
    grid->hop = frames->hop = dense_hop(grid->row_hop, frames->win_length, row_hop_given ? 4 : 1);
}

/* Sets how points are added up. `dense`: as in reassign_options_resolve, and --hop is not given. */
static void set_sharing(struct grid_setting *grid, const struct reassign_options *options, bool dense)
{
    bool given = options->gridding != CHOICE_UNSET, powers = options->accumulate == ACCUMULATE_POWER;
    bool shared = dense && powers && !options->squeeze, fills = shared && !given && options->keep == KEEP_ALL;
    grid->bilinear = given ? options->gridding == GRIDDING_BILINEAR : shared;
    grid->fill = (float)((isnan(options->fill) ? (fills ? DEFAULT_FILL : 0) : options->fill) / 100);
    grid->accumulation = options->squeeze ? ACCUMULATE_COMPLEX : options->accumulate;
}

const char *reassign_options_resolve(struct reassign_setting *setting, struct stft_setting *frames,
                                     const struct reassign_options *options, const struct frame_options *frame_options,
                                     const struct grid_options *grid_options, double rate, bool dense)
{
    const char *why = frame_options_resolve(frames, frame_options, rate);
    if (why != NULL)
        return why;
    dense = dense && frame_options->hop.unit == EXTENT_NONE && !options->squeeze;
    if (dense && frame_options->fft_size == 0 && frame_options->win_length.unit == EXTENT_NONE)
        set_default_window(frames, options->tapers);
    if (frames->fft_size < 2)
        return "--fft-size: reassignment needs at least 2 samples";
    *setting = (struct reassign_setting){.estimate = resolve_estimate(options, frames),
                                         .framing = frames->framing,
                                         .padding = frames->padding,
                                         .detrend = frames->detrend,
                                         .prune = {.keep = options->keep,
                                                   .tolerance = (float)resolve_tolerance(options),
                                                   .floor = (float)pow(10, options->floor / 10),
                                                   .depth = (float)pow(10, -options->depth / 10)},
                                         .spectrum = options->squeeze               ? SPECTRUM_COMPLEX
                                                     : option_given(&options->kind) ? options->kind
                                                                                    : SPECTRUM_POWER};
    if (!(setting->estimate.most_delay <= MOST_FFT_SIZE))
        return "--reach: longer than the longest window";
    if ((why = grid_options_resolve(&setting->grid, grid_options, frames)) != NULL)
        return why;
    if (dense)
        set_dense_hops(&setting->grid, frames, grid_options->row_hop.unit != EXTENT_NONE);
    set_sharing(&setting->grid, options, dense);
    return NULL;
}

void reassign_options_warn(const struct estimate_setting *estimate)
{
    double *weights = mem_new(estimate->win_length, sizeof *weights);
    bool exact_with_smooth_ends = estimate->estimator == ESTIMATOR_AF && estimate->frequency && estimate->tapers == 0;
    const char *why = window_fill(weights, NULL, estimate->win_length, estimate->window, estimate->symmetric);
    if (exact_with_smooth_ends && why == NULL && estimate->win_length > 1 && weights[0] > 0.01)
        warn("%s ends in a jump of %.2g: frequencies away from a peak are wrong; hann is exact", estimate->window,
             weights[0]);
    free(weights);
}
