/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The zoom of a picture: how much time and frequency a pixel covers, and the frames of sound that suit it.
 */
#ifndef SPECPIPE_PICTURE_ZOOM_H
#define SPECPIPE_PICTURE_ZOOM_H

#include "base/notation.h"
#include "signal/transform/stft.h"

enum { ZOOM_LEAST_FRAME = 64, ZOOM_MOST_FRAME = 65536 /* samples of a fitted frame */ };

/* The pixels of one panel, and the part of the sound that they show. */
struct zoom {
    bool follow; /* fit frames that are not given */
    double time_pixels, value_pixels;
    double pixels_per_second; /* 0: time_pixels show the whole part */
    struct band frequencies;  /* Hz; NAN: as far as the spectra reach */
};

/* Seconds a pixel, in a picture of so many seconds of sound. */
double zoom_step(const struct zoom *zoom, double seconds);

/*
 * Sets fft_size, win_length and hop for `seconds` of sound at `rate` Hz; the other fields keep their values.
 *
 * With a pixel of dt seconds and df hertz (the mean over the visible band), the frame has N = 2 rate sqrt(dt / df)
 * samples, rounded to a power of two from ZOOM_LEAST_FRAME to ZOOM_MOST_FRAME. A click and a tone then have the same
 * width in pixels: the click is half a frame long (where a Hann window exceeds half its amplitude), the tone
 * 2 rate / N wide (Hann at -6 dB). The hop is one pixel, but at least four frames overlap.
 */
void zoom_fit_frames(struct stft_setting *frames, const struct zoom *zoom, double rate, double seconds);

#endif
