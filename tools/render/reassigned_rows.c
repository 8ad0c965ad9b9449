/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/reassigned_rows.h"

#include <math.h>

#include "base/sentence.h"
#include "picture/zoom.h"

enum { LEAST_FRAME = 256, TAPERS = 3, LEAST_SHARED_ROW = 8 /* samples */ };

/* The axis begins at 20 Hz where it is logarithmic. */
static const char *set_columns(struct grid_setting *grid, const struct pixel_grid *pixels)
{
    double nyquist = grid->rate / 2, low = pixels->frequencies.low;
    double high = isnan(pixels->frequencies.high) ? nyquist : fmin(pixels->frequencies.high, nyquist);
    grid->scale = pixels->axis != NULL ? pixels->axis : scale_find("linear");
    if (isnan(low))
        low = grid->scale->lowest > 0 ? fmin(20, high / 2) : 0;
    if (low < grid->scale->lowest)
        return sentence("--freq: a %s axis cannot begin at %g Hz", grid->scale->name, low);
    if (!(low < high))
        return sentence("--freq: the band from %g to %g Hz is empty", low, high);
    double first = grid->scale->from_hertz(low), last = grid->scale->from_hertz(high);
    grid->width = pixels->value_pixels;
    grid->first = grid->width > 1 ? first : (first + last) / 2;
    grid->step = grid->width > 1 ? (last - first) / (double)(grid->width - 1) : last - first;
    return NULL;
}

/* The height in hertz of the column in the middle of the axis. */
static double middle_height(const struct grid_setting *grid)
{
    double middle = grid->first + grid->step * (double)(grid->width - 1) / 2;
    return grid->scale->to_hertz(middle + grid->step / 2) - grid->scale->to_hertz(middle - grid->step / 2);
}

/* The height of the lowest column in hertz, which is the least on every scale. */
static double least_height(const struct grid_setting *grid)
{
    return grid->width == 1 ? middle_height(grid)
                            : grid->scale->to_hertz(grid->first + grid->step) - grid->scale->to_hertz(grid->first);
}

static size_t padded_size(size_t length, double rate, double height)
{
    size_t size = 1;
    while (size < length || ((double)size * height < rate && 2 * size <= ZOOM_MOST_PADDING * length))
        size *= 2;
    return size < MOST_FFT_SIZE ? size : MOST_FFT_SIZE;
}

/* The samples of a Hann window that follows the zoom. */
static double fitted_width(const struct pixel_grid *pixels, double rate, double height)
{
    double most = fmin(pixels->visible * rate, ZOOM_MOST_FRAME);
    return floor(fmax(fmin(2 * rate * sqrt(pixels->seconds / height), most), LEAST_FRAME));
}

/* Sets hop and row_hop for windows as wide as a Hann window of `width` samples, and rows `pixel` samples apart. */
static void set_hops(struct grid_setting *grid, struct stft_setting *frames, double pixel, double width, bool hop_given,
                     bool shared)
{
    double whole = floor(pixel * (1 + 1e-12)); /* despite rounding */
    grid->row_hop = (size_t)fmax(1, fmin(whole, floor(width / 4)));
    if (!hop_given)
        frames->hop = shared && grid->row_hop >= LEAST_SHARED_ROW ? grid->row_hop / 2 : grid->row_hop;
    else
        grid->row_hop = grid->row_hop / frames->hop > 1 ? grid->row_hop / frames->hop * frames->hop : frames->hop;
    grid->hop = frames->hop;
}

static void set_estimate(struct reassign_setting *setting, const struct stft_setting *frames, size_t tapers)
{
    setting->estimate = (struct estimate_setting){.fft_size = frames->fft_size,
                                                  .win_length = frames->win_length,
                                                  .window = frames->window,
                                                  .symmetric = frames->symmetric,
                                                  .estimator = ESTIMATOR_AF,
                                                  .tapers = tapers,
                                                  .time = true,
                                                  .frequency = true,
                                                  .most_delay = 0.75 * (double)frames->win_length};
    setting->framing = frames->framing;
    setting->padding = frames->padding;
    setting->detrend = frames->detrend;
    setting->prune = (struct prune){.keep = KEEP_ALL, .floor = 1e-16F, .depth = 1e-12F};
    setting->spectrum = SPECTRUM_POWER;
}

const char *reassigned_rows_fit(struct reassign_setting *setting, struct stft_setting *frames,
                                const struct frame_options *options, const struct pixel_grid *pixels, bool fitted)
{
    struct grid_setting *grid = &setting->grid;
    *setting = (struct reassign_setting){.grid = {.rate = frames->rate, .bilinear = true, .fill = 0.1F}};
    const char *why = set_columns(grid, pixels);
    if (why != NULL)
        return why;
    bool sized = option_given(&options->fft_size) || option_given(&options->win_length);
    double height = middle_height(grid), pixel = pixels->seconds * frames->rate, width = (double)frames->win_length;
    fitted = fitted && !isnan(pixel);
    if (!fitted)
        pixel = width / 8;
    else if (!sized)
        width = fitted_width(pixels, frames->rate, pixels->panels > 1 ? height / 2 : height);
    bool tapered = !sized && !option_given(&options->window) && pixel / frames->rate * height < 1;
    if (!tapered && !sized)
        width = exp2(floor(log2(width) + 0.5));
    frames->win_length = (size_t)width * (tapered ? 2 : 1);
    if (!option_given(&options->fft_size))
        frames->fft_size = padded_size(frames->win_length, frames->rate, least_height(grid));
    if (frames->fft_size < 2)
        return "--fft-size: reassignment needs at least 2 samples";
    set_hops(grid, frames, pixel, width, option_given(&options->hop), tapered);
    grid->bins = frames->fft_size / 2 + 1;
    grid->bin_width = frames->rate / (double)frames->fft_size;
    set_estimate(setting, frames, tapered ? TAPERS : 0);
    return NULL;
}

double reassigned_rows_reach(const struct reassign_setting *setting)
{
    const struct grid_setting *grid = &setting->grid;
    return setting->estimate.most_delay + (double)setting->estimate.win_length +
           2 * (double)(grid->row_hop + grid->hop);
}
