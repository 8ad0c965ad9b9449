/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/zoom.h"

#include <math.h>

double zoom_step(const struct zoom *zoom, double seconds)
{
    return zoom->pixels_per_second > 0 ? 1 / zoom->pixels_per_second : seconds / zoom->time_pixels;
}

/* The mean height of a pixel in hertz. */
static double mean_height(const struct zoom *zoom, double rate)
{
    double high = isnan(zoom->frequencies.high) ? rate / 2 : zoom->frequencies.high;
    double low = isnan(zoom->frequencies.low) ? 0 : zoom->frequencies.low;
    return fmax(high - low, 1e-3) / zoom->value_pixels;
}

void zoom_fit_frames(struct stft_setting *frames, const struct zoom *zoom, double rate, double seconds)
{
    double step = zoom_step(zoom, seconds);
    double size = 2 * rate * sqrt(step / mean_height(zoom, rate));
    size = exp2(floor(log2(fmin(fmax(size, ZOOM_LEAST_FRAME), ZOOM_MOST_FRAME)) + 0.5));
    frames->fft_size = frames->win_length = (size_t)size;
    frames->hop = (size_t)fmin(fmax(floor(step * rate), 1), size / 4);
}
