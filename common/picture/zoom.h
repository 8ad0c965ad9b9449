/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The zoom of a picture: how much time and frequency a pixel covers, and the frames of sound that suit it.
 */
#ifndef SPECPIPE_PICTURE_ZOOM_H
#define SPECPIPE_PICTURE_ZOOM_H

#include "base/notation.h"
#include "signal/transform/scale.h"
#include "signal/transform/stft.h"
#include "stream/header.h"

enum {
    ZOOM_LEAST_FRAME = 64, /* samples of a fitted frame; 16 of shorter sound */
    ZOOM_MOST_FRAME = 65536,
    ZOOM_MOST_PADDING = 8, /* the FFT is at most this many times as long as the window */
    ZOOM_MOST_ROWS = 4     /* on a pixel of time: from there on FFTs are not padded */
};

/* The pixels of one panel, and the part of the sound that they show. */
struct zoom {
    bool follow; /* fit frames that are not given */
    double time_pixels, value_pixels;
    long panels;              /* of the picture, one for each channel */
    double pixels_per_second; /* 0: time_pixels show the whole part */
    struct band frequencies;  /* Hz; NAN: as far as the spectra reach */
    const struct scale *axis; /* of frequency; NULL: linear */
    bool interpolate;         /* pixels finer than bins show values between bins */
};

/* Seconds per pixel, in a picture of `seconds` of sound. */
double zoom_step(const struct zoom *zoom, double seconds);

/*
 * Sets fft_size, win_length and hop for `seconds` of sound at `rate` Hz; the other fields keep their values.
 *
 * With a pixel of dt seconds and df hertz (that in the middle of the axis), the frame has N = 2 rate sqrt(dt / df)
 * samples, rounded to a power of two from ZOOM_LEAST_FRAME to ZOOM_MOST_FRAME. A click and a tone then have the same
 * width in pixels: the click is half a frame long (where a Hann window exceeds half its amplitude), the tone
 * 2 rate / N wide (Hann at -6 dB). For several panels df is halved: they are half as high by default, and their frames
 * are those of a single one. Without pixels_per_second a frame is no longer than the sound, unless this has less
 * than 16 samples. The hop is that of zoom_fit_hop.
 */
void zoom_fit_frames(struct stft_setting *frames, const struct zoom *zoom, double rate, double seconds);

/* Sets the hop to one pixel, rounded down, but at most a quarter of win_length, and at least 1. */
void zoom_fit_hop(struct stft_setting *frames, const struct zoom *zoom, double rate, double seconds);

/*
 * Pads the FFT with zeros, where zoom->interpolate is set: doubles fft_size, which must be win_length before, until a
 * bin is no taller than the finest pixel of the visible band, but not beyond ZOOM_MOST_PADDING times win_length.
 * Values between the bins of win_length points are then exact, where a straight line between decibels would miss the
 * zeros and maxima between them. Levels stay as they are, because the scale is that of the window.
 *
 * Where ZOOM_MOST_ROWS rows or more fall on one pixel, nothing is padded: their pool has no zeros, and the cost would
 * grow with the length of the sound.
 *
 * samples  the header of the sound
 * seconds  as in zoom_fit_frames
 */
void zoom_pad_frames(struct stft_setting *frames, const struct zoom *zoom, const struct header *samples,
                     double seconds);

#endif
