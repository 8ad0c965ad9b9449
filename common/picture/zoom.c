/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/zoom.h"

#include <math.h>

#include "picture/view.h"
#include "spectra/spectra_header.h"

enum { SHORTEST_FRAME = 16 /* samples, of sound shorter than ZOOM_LEAST_FRAME */ };

double zoom_step(const struct zoom *zoom, double seconds)
{
    return zoom->pixels_per_second > 0 ? 1 / zoom->pixels_per_second : seconds / zoom->time_pixels;
}

/* The height in hertz of the pixel in the middle of the axis. */
static double middle_height(const struct zoom *zoom, double rate)
{
    const struct scale *axis = zoom->axis != NULL ? zoom->axis : scale_find("linear");
    double high = isnan(zoom->frequencies.high) ? rate / 2 : fmin(zoom->frequencies.high, rate / 2);
    double low = isnan(zoom->frequencies.low) ? (axis->lowest > 0 ? fmin(20, high / 2) : 0) : zoom->frequencies.low;
    if (!(low >= axis->lowest) || !(high > low))
        return 1e-3 / zoom->value_pixels;
    double first = axis->from_hertz(low), last = axis->from_hertz(high);
    double middle = (first + last) / 2, half = (last - first) / zoom->value_pixels / 2;
    return fmax(axis->to_hertz(middle + half) - axis->to_hertz(middle - half), 1e-3 / zoom->value_pixels);
}

void zoom_fit_frames(struct stft_setting *frames, const struct zoom *zoom, double rate, double seconds)
{
    double height = middle_height(zoom, rate) / (zoom->panels > 1 ? 2 : 1);
    double size = 2 * rate * sqrt(zoom_step(zoom, seconds) / height);
    size = exp2(floor(log2(fmin(fmax(size, ZOOM_LEAST_FRAME), ZOOM_MOST_FRAME)) + 0.5));
    if (zoom->pixels_per_second == 0) /* otherwise the length of the sound need not be known */
        size = fmin(size, fmax(exp2(floor(log2(floor(seconds * rate + 0.5)))), SHORTEST_FRAME));
    frames->fft_size = frames->win_length = (size_t)size;
    zoom_fit_hop(frames, zoom, rate, seconds);
}

void zoom_fit_hop(struct stft_setting *frames, const struct zoom *zoom, double rate, double seconds)
{
    double pixel = floor(zoom_step(zoom, seconds) * rate), quarter = floor((double)frames->win_length / 4);
    frames->hop = (size_t)fmax(fmin(pixel, quarter), 1);
}

/* The height in bins of the finest visible pixel; infinite if the rows cannot be shown. */
static double finest_height(const struct stft_setting *frames, const struct zoom *zoom, const struct header *samples)
{
    struct header spectra = spectra_header_create(frames, samples);
    struct view view;
    double finest = INFINITY;
    if (view_create(&view, &spectra, zoom->axis, zoom->frequencies, 0) != NULL)
        return finest;
    struct view_pixels shown = {&view, (size_t)ceil(zoom->value_pixels)};
    for (size_t i = 1; i < shown.pixels; i++)
        finest = fmin(finest, view_place(&shown, (double)i) - view_place(&shown, (double)i - 1));
    return finest;
}

void zoom_pad_frames(struct stft_setting *frames, const struct zoom *zoom, const struct header *samples, double seconds)
{
    static const double whole = 1 - 1e-9; /* of a bin, despite rounding */
    double rows = zoom_step(zoom, seconds) * header_rate(samples) / (double)frames->hop;
    if (!zoom->interpolate || rows >= ZOOM_MOST_ROWS)
        return;
    while (2 * frames->fft_size <= ZOOM_MOST_PADDING * frames->win_length && 2 * frames->fft_size <= MOST_FFT_SIZE &&
           finest_height(frames, zoom, samples) < whole)
        frames->fft_size *= 2;
}
