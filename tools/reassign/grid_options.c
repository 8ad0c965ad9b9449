/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/grid_options.h"

#include <string.h>

#include "base/sentence.h"

/* Relative to a column; above the rounding errors of a division. */
static const double tolerance = 1e-9;

/* The pitches of the default band in semitones from A4: A0, and the highest that is audible. */
enum { LOWEST_PITCH = -48, HIGHEST_PITCH = 66 };

static bool is_pitch(const struct grid_setting *grid)
{
    return grid->scale == scale_find("pitch");
}

/* Sets columns on multiples of `step` from `origin`, within low .. high (all in the scale's unit). */
static const char *set_columns_on_multiples(struct grid_setting *grid, double origin, double step, double low,
                                            double high)
{
    double from = ceil((low - origin) / step - tolerance), to = floor((high - origin) / step + tolerance);
    if (!(to >= from))
        return "--freq: no column is within the band: set --width";
    if (!(to - from < MOST_NUMBERS / 2))
        return sentence("--freq: %.0f columns are too many", to - from + 1);
    grid->first = origin + from * step;
    grid->step = step;
    grid->width = (size_t)(to - from) + 1;
    return NULL;
}

/* Sets `width` columns from `low` to `high`; a single one is in the middle. */
static void set_columns_evenly(struct grid_setting *grid, size_t width, double low, double high)
{
    grid->width = width;
    grid->first = width > 1 ? low : (low + high) / 2;
    grid->step = width > 1 ? (high - low) / (double)(width - 1) : high - low;
}

/* The first and last column in Hz. */
static struct band resolve_band(const struct grid_setting *grid, const struct grid_options *options)
{
    double nyquist = grid->rate / 2, low = options->frequencies.low, high = options->frequencies.high;
    if (isnan(low))
        low = is_pitch(grid)            ? options->tuning * exp2(LOWEST_PITCH / 12.0)
              : grid->scale->lowest > 0 ? fmax(grid->bin_width, nyquist >= 100 ? 1 : grid->scale->lowest)
                                        : 0;
    if (isnan(high))
        high = is_pitch(grid) ? fmin(nyquist, options->tuning * exp2(HIGHEST_PITCH / 12.0)) : nyquist;
    return (struct band){low, high};
}

static const char *check_band(struct band band, const struct grid_setting *grid, const struct grid_options *options)
{
    double nyquist = grid->rate / 2;
    if (band.low < grid->scale->lowest)
        return sentence("--freq: the axis %s begins at %g Hz, not at %g Hz", grid->scale->name, grid->scale->lowest,
                        band.low);
    if (band.high > nyquist * (1 + tolerance))
        return sentence("--freq: %g Hz is more than half the sample rate, %g Hz", band.high, nyquist);
    if (band.low < band.high)
        return NULL;
    if (isnan(options->frequencies.low) && isnan(options->frequencies.high))
        return sentence("--fft-size: %zu bins are too few for the axis %s", grid->bins, grid->scale->name);
    return sentence("--freq: %g Hz is not below %g Hz", band.low, band.high);
}

static const char *set_columns(struct grid_setting *grid, const struct grid_options *options)
{
    struct band band = resolve_band(grid, options);
    const char *why = check_band(band, grid, options);
    if (why != NULL)
        return why;
    double from = grid->scale->from_hertz(band.low), to = grid->scale->from_hertz(band.high);
    if (options->width == 0 && is_pitch(grid)) {
        double division = options->division > 0 ? (double)options->division : 1;
        return set_columns_on_multiples(grid, grid->scale->from_hertz(options->tuning), 1 / division, from, to);
    }
    if (options->width == 0 && strcmp(grid->scale->unit, "hz") == 0)
        return set_columns_on_multiples(grid, 0, grid->bin_width, from, to);
    set_columns_evenly(grid, options->width > 0 ? (size_t)options->width : grid->bins, from, to);
    return NULL;
}

static const char *contradiction(const struct grid_options *options, const struct grid_setting *grid)
{
    if (!is_pitch(grid) && option_given(&options->division))
        return "--division is for --axis pitch";
    if (!is_pitch(grid) && option_given(&options->tuning))
        return "--tuning is for --axis pitch";
    if (option_given(&options->division) && option_given(&options->width))
        return "--division and --width exclude each other";
    return options->row_hop.unit == EXTENT_PERCENT ? "--row-hop: a percentage is not a length" : NULL;
}

const char *grid_options_resolve(struct grid_setting *grid, const struct grid_options *options,
                                 const struct stft_setting *frames)
{
    grid->scale = scale_find(scale_name(options->axis));
    grid->hop = grid->row_hop = frames->hop;
    grid->bins = frames->fft_size / 2 + 1;
    grid->rate = frames->rate;
    grid->bin_width = frames->rate / (double)frames->fft_size;
    const char *why = contradiction(options, grid);
    if (why != NULL)
        return why;
    if (options->row_hop.unit != EXTENT_NONE) {
        double samples = extent_samples(options->row_hop, frames->rate);
        if (!(samples >= 1 && samples <= MOST_FFT_SIZE))
            return sentence("--row-hop: %g samples are out of range (1 to %d)", samples, MOST_FFT_SIZE);
        grid->row_hop = (size_t)samples;
    }
    return set_columns(grid, options);
}

const char *grid_options_note(const struct grid_options *options, struct header *header)
{
    char text[NOTATION_ROOM];
    if (strcmp(header->axis, "pitch") != 0 || options->tuning == 440)
        return NULL;
    return header_note_set(header, "reassigned", "tuning", notation_shortest(text, options->tuning));
}
