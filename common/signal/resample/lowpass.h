/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kaiser-windowed low-pass filters, as a function of continuous time, so that they can be laid on any grid.
 * Source: J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_LOWPASS_H
#define SPECPIPE_SIGNAL_RESAMPLE_LOWPASS_H

/* Frequencies are in cycles per sample of the input, times in its samples. */
struct lowpass {
    double cutoff; /* half amplitude, midway between the band edges */
    double half;   /* the response is zero from this distance of its centre on */
    double beta;   /* of the window */
};

/* Passes up to `pass`, stops from `stop` on by `attenuation` dB (21 and more), each ripple as large as the other. */
struct lowpass lowpass_design(double pass, double stop, double attenuation);

/* The impulse response at time t from its centre; the sum over any unit grid is 1 within the ripple. */
double lowpass_at(const struct lowpass *lowpass, double t);

#endif
