/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reassignment: where in time and frequency the energy of a bin comes from.
 *
 * With X[w] the Fourier transform of a frame under the window w, h the window, h' its slope, u the distance from the
 * frame's centre in samples, and M the length of the transform:
 *
 * af      delay = Re(X[uh] / X[h]),  shift = -M / 2 pi Im(X[h'] / X[h])                    [auger95]
 *         mixed = 1 + Re(X[uh'] / X[h]) - Re(X[h'] X[uh] / X[h]^2)                         [fitz06, plus 1]
 * nelson  shift: the phase gained since the frame one sample before; delay: the phase gained since the bin before; mixed:
 *         how much faster than the bins the frequencies rise, shift[k] - shift[k - 1] + 1   [nelson01, fulop06]
 *         Where two bins are opposite, as a tone's main lobe and its side lobe are, that is no delay: it is taken as 0
 *
 * Where X is near a zero these run away. A point that would leave the window, or move beyond twice the spectrum, stays
 * where the Fourier transform put it: its energy is not lost. Frequencies below 0 or above half the rate are taken at
 * their mirror images, as the spectrum of real numbers is the same there.
 *
 * [auger95]  F. Auger and P. Flandrin, "Improving the readability of time-frequency and time-scale representations by the
 *            reassignment method", IEEE Trans. Signal Processing 43, 1995
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
    const char *window; /* as window_fill takes it */
    bool symmetric;
    enum estimator estimator;
    size_t tapers, taper; /* tapers > 0: Hermite window `taper` of so many, instead of `window` */
    bool time, frequency; /* which of the two is to move; shift and delay are 0 otherwise */
    double most_delay;    /* samples */
    bool values;          /* whether points.real and imaginary are wanted */
    bool count;           /* whether estimate_unmoved and points.unmoved are */
};

/*
 * What sums of one steady full-scale sine's points are to be multiplied with to read 1: of powers (Parseval: M sum(h^2)
 * / sum(h)^2), of magnitudes (on a bin), of values (M h(0) / sum(h)).
 */
struct estimate_gain {
    double power, magnitude, value;
};

struct estimate;

/* NULL, or what is wrong with the window. */
const char *estimate_create(struct estimate **estimate, const struct estimate_setting *setting);

struct estimate_gain estimate_gain(const struct estimate *estimate);

/*
 * points              out: [fft_size / 2 + 1] of them
 * frame[win_length]   its centre is sample win_length / 2
 * before              the sample before frame[0]; for nelson
 */
void estimate_frame(struct estimate *estimate, struct points *points, const float *frame, float before);

/* Of the last frame: the energy of points that stayed where they were because they would have moved too far. */
double estimate_unmoved(const struct estimate *estimate);

void estimate_destroy(struct estimate *estimate);

#endif
