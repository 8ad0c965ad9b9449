/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/grid_options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sentence.h"
#include "tools/shared/frame_options.h"

/* A hair more than the rounding errors of a division, as a part of a column. */
static const double hair = 1e-9;

/* Pitches from A0 up to one that is still heard, in semitones from A4. */
enum { LOWEST_PITCH = -48, HIGHEST_PITCH = 66 };

static bool is_pitch(const struct grid_setting *grid)
{
    return strcmp(grid->scale->name, "pitch") == 0;
}

/* Columns on multiples of `step` from `origin`, within low .. high (all in the scale's unit). */
static const char *lay_multiples(struct grid_setting *grid, double origin, double step, double low, double high)
{
    double from = ceil((low - origin) / step - hair), to = floor((high - origin) / step + hair);
    if (!(to >= from))
        return "--freq: there is no column within the band; --width makes some";
    if (!(to - from < MOST_NUMBERS / 2))
        return sentence("--freq: %.0f columns are too many", to - from + 1);
    grid->first = origin + from * step;
    grid->step = step;
    grid->width = (size_t)(to - from) + 1;
    return NULL;
}

static void lay_evenly(struct grid_setting *grid, size_t width, double low, double high)
{
    grid->width = width;
    grid->first = width > 1 ? low : (low + high) / 2;
    grid->step = width > 1 ? (high - low) / (double)(width - 1) : high - low;
}

static const char *check_cells(const struct grid_options *grid_options, const struct grid_setting *grid)
{
    if (!is_pitch(grid) && grid_options->division > 0)
        return "--division is for --axis pitch";
    if (!is_pitch(grid) && grid_options->tuning != 440)
        return "--tuning is for --axis pitch";
    if (grid_options->division > 0 && grid_options->width > 0)
        return "--division and --width exclude each other";
    return grid_options->row_hop.unit == EXTENT_PERCENT ? "--row-hop: a percentage is no length" : NULL;
}

static const char *lay_columns(struct grid_setting *grid, const struct grid_options *grid_options)
{
    double nyquist = grid->rate / 2, low = grid_options->frequencies.low, high = grid_options->frequencies.high;
    bool pitches = is_pitch(grid) && grid_options->width == 0;
    if (isnan(low))
        low = is_pitch(grid)            ? grid_options->tuning * exp2(LOWEST_PITCH / 12.0)
              : grid->scale->lowest > 0 ? fmax(grid->bin_width, grid->scale->lowest)
                                        : 0;
    if (isnan(high))
        high = is_pitch(grid) ? fmin(nyquist, grid_options->tuning * exp2(HIGHEST_PITCH / 12.0)) : nyquist;
    if (low < grid->scale->lowest)
        return sentence("--freq: the axis %s begins at %g Hz, not at %g Hz", grid->scale->name, grid->scale->lowest,
                        low);
    if (high > nyquist * (1 + hair))
        return sentence("--freq: %g Hz is more than half the sample rate, %g Hz", high, nyquist);
    if (!(low < high) && isnan(grid_options->frequencies.low) && isnan(grid_options->frequencies.high))
        return sentence("--fft-size: %zu bins are too few for the axis %s", grid->bins, grid->scale->name);
    if (!(low < high))
        return sentence("--freq: %g Hz is not below %g Hz", low, high);
    double from = grid->scale->from_hertz(low), to = grid->scale->from_hertz(high);
    if (pitches) {
        double division = grid_options->division > 0 ? (double)grid_options->division : 1;
        return lay_multiples(grid, grid->scale->from_hertz(grid_options->tuning), 1 / division, from, to);
    }
    if (strcmp(grid->scale->unit, "hz") == 0 && grid_options->width == 0)
        return lay_multiples(grid, 0, grid->bin_width, from, to);
    lay_evenly(grid, grid_options->width > 0 ? (size_t)grid_options->width : grid->bins, from, to);
    return NULL;
}

const char *grid_options_resolve(struct grid_setting *grid, const struct grid_options *grid_options,
                                 const struct stft_setting *frames)
{
    grid->scale = scale_find(grid_options->axis);
    grid->hop = grid->row_hop = frames->hop;
    grid->bins = frames->fft_size / 2 + 1;
    grid->rate = frames->rate;
    grid->bin_width = frames->rate / (double)frames->fft_size;
    const char *why = check_cells(grid_options, grid);
    if (why != NULL)
        return why;
    if (grid_options->row_hop.unit != EXTENT_NONE) {
        double samples = extent_samples(grid_options->row_hop, frames->rate);
        if (!(samples >= 1 && samples <= MOST_FFT_SIZE))
            return sentence("--row-hop: %g samples are out of range (1 to %d)", samples, MOST_FFT_SIZE);
        grid->row_hop = (size_t)samples;
    }
    return lay_columns(grid, grid_options);
}
