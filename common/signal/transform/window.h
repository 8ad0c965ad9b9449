/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Analysis windows and their derivatives.
 *
 * One table: each row has a name, the range of a parameter and a function. Most windows are a formula of the distance
 * from the centre, and the slope is the derivative of the same formula; dolph and dpss compute all weights at once. A
 * periodic window of N weights is the symmetric one of N + 1 without its last weight. Weights equal those of
 * scipy.signal.get_window, except welch, povey (Kaldi) and praat, which scipy does not have.
 *
 * A window is specified as NAME or NAME:PARAMETER: "hann", "kaiser:8.6", "tukey:0.25", "gauss:32" (the standard
 * deviation in samples; length / 8 when not given), "dolph:80" (side lobes in dB), "dpss:4" (NW: half bandwidth in
 * bins of an FFT of the window's length).
 *
 * [harris78] F. J. Harris, "On the use of windows for harmonic analysis with the DFT", 1978
 * [nuttall81] A. H. Nuttall, "Some windows with very good sidelobe behavior", 1981
 * [kaiser74] J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974
 * [maas54] G. J. van der Maas, "A simplified calculation for Dolph-Tchebycheff arrays", 1954
 * [slepian78] D. Slepian, "Prolate spheroidal wave functions, Fourier analysis, and uncertainty V", 1978
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_WINDOW_H
#define SPECPIPE_SIGNAL_TRANSFORM_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

/* The i-th name in the table; NULL past the end. */
const char *window_name(size_t i);

/*
 * weights[length]  out: 1 at the centre, which may be between two samples
 * slopes[length]   out, or NULL: their derivative, per sample
 *
 * At a corner (the top of bartlett) the slope is the mean of both sides; a jump at the ends adds no slope.
 * A window of length 1 is {1}. Returns NULL, or a sentence about the specification.
 */
const char *window_fill(double *weights, double *slopes, size_t length, const char *spec, bool symmetric);

/* NULL, or a sentence about the specification if it is wrong at any length. */
const char *window_check(const char *spec);

#endif
