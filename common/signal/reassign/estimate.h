/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reassignment estimates: the time and the frequency of the energy in each bin of a frame.
 *
 * X[w] is the Fourier transform of the frame with the window w, h the window, h' its slope, u the distance from the
 * frame's centre in samples, and M the length of the transform:
 *
 * af      delay = Re(X[uh] / X[h]),  shift = -M / 2 pi Im(X[h'] / X[h])                    [auger95]
 *         mixed = 1 + Re(X[uh'] / X[h]) - Re(X[h'] X[uh] / X[h]^2)                         [fitz06, plus 1]
 * nelson  shift: the phase difference to the frame one sample earlier; delay: the phase difference to the bin below;
 *         mixed: shift[k] - shift[k - 1] + 1                                               [nelson01, fulop06]
 *         The delay is set to 0 where adjacent bins are in opposite phase, as a tone's main lobe and its side lobe are
 *
 * Near zeros of X these diverge. A point whose delay exceeds the limit, or whose frequency would be below minus half
 * the sample rate or above the sample rate, is not moved, so that its energy is not lost. Frequencies below 0 or above
 * half the rate are mirrored there, as the spectrum of a real signal is symmetric.
 *
 * [auger95]  F. Auger and P. Flandrin, "Improving the readability of time-frequency and time-scale representations by
 *            the reassignment method", IEEE Trans. Signal Processing 43, 1995
 * [nelson01] D. J. Nelson, "Cross-spectral methods for processing speech", J. Acoust. Soc. Am. 110, 2001
 * [fulop06]  S. A. Fulop and K. Fitz, "Algorithms for computing the time-corrected instantaneous frequency (reassigned)
 *            spectrogram, with applications", J. Acoust. Soc. Am. 119, 2006
 * [fitz06]   K. Fitz and S. A. Fulop, "A unified theory of time-frequency reassignment", 2006
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_ESTIMATE_H
#define SPECPIPE_SIGNAL_REASSIGN_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

#include "signal/reassign/points.h"

enum estimator { ESTIMATOR_AF, ESTIMATOR_NELSON };
const char *estimator_name(size_t i);

/* fft_size >= win_length >= 1 */
struct estimate_setting {
    size_t fft_size, win_length;
    const char *window; /* as window_fill reads it */
    bool symmetric;
    enum estimator estimator;
    size_t tapers, taper; /* tapers > 0: Hermite window `taper` of `tapers`, instead of `window` */
    bool time, frequency; /* reassign in time, in frequency; if false, delay (time) or shift (frequency) is 0 */
    double most_delay;    /* samples: points with a longer delay are not moved */
    bool want_values;     /* fill points.real and points.imaginary */
    bool want_energy;     /* fill points.unmoved, for estimate_unmoved */
};

/*
 * The factors that make the sum over the points of a steady full-scale sine 1: of powers (by Parseval, the sum is
 * M sum(h^2) / sum(h)^2), of magnitudes (for a sine on a bin), of values (the sum is M h(0) / sum(h)).
 */
struct estimate_gain {
    double power, magnitude, value;
};

struct estimate;

/* Returns NULL, or a sentence about the window. */
const char *estimate_create(struct estimate **estimate, const struct estimate_setting *setting);

struct estimate_gain estimate_gain(const struct estimate *estimate);

/*
 * The delay of the points of a steady sine, in samples: that of the window's centre of gravity. It is half a sample where
 * a symmetric window has an even length or a periodic one an odd length.
 */
double estimate_tone_delay(const struct estimate *estimate);

/*
 * points             out: fft_size / 2 + 1 of them
 * frame[win_length]  its centre is sample win_length / 2
 * before             the sample before frame[0]; for nelson
 */
void estimate_frame(struct estimate *estimate, struct points *points, const float *frame, float before);

/* The energy of those points of the last frame that were not moved because they would have moved too far. */
double estimate_unmoved(const struct estimate *estimate);

void estimate_destroy(struct estimate *estimate);

#endif
