/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kaiser-windowed low-pass filters as functions of continuous time, which can be sampled on any grid.
 *
 * Source: J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_LOWPASS_H
#define SPECPIPE_SIGNAL_RESAMPLE_LOWPASS_H

/* Frequencies are in cycles per input sample, times in input samples. */
struct lowpass {
    double cutoff; /* of half amplitude, midway between the band edges */
    double half;   /* half the length of the impulse response, which is zero from there on */
    double beta;   /* parameter of the window */
};

/*
 * Passes up to `pass`, and attenuates by `attenuation` dB (21 or more) from `stop` on, with equal ripples in both
 * bands.
 */
struct lowpass lowpass_design(double pass, double stop, double attenuation);

/* The impulse response at time t from its centre; its sum over any grid of step 1 is 1 within the ripple. */
double lowpass_at(const struct lowpass *lowpass, double t);

#endif
