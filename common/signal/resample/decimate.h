/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decimation: reduces the sample rate by the factor up / down, with linear phase and without aliasing.
 *
 * Push interleaved samples, pull interleaved samples; pushing nothing ends the run. Output j is at input position
 * j * down / up: the delay of the filter is compensated at both ends, beyond which the signal goes on as `padding` says. Results do not depend on the sizes of the pushes.
 * Sources: Kaiser 1974 (filters); Crochiere & Rabiner 1983, chapters 3 and 5 (stages). The boxcar and the Chebyshev
 * filter of scipy.signal.decimate are included for comparison.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_DECIMATE_H
#define SPECPIPE_SIGNAL_RESAMPLE_DECIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/transform/framer.h"

/*
 * fir  Kaiser-windowed low-pass filter of linear phase, by overlap-save; large factors use coarser stages first
 * iir  Chebyshev filter of type I, order 8, 0.05 dB, to 0.8 of the new Nyquist frequency; not of linear phase
 * box  means of `down` samples
 */
enum decimation { DECIMATION_FIR, DECIMATION_IIR, DECIMATION_BOX };
const char *decimation_name(size_t i);

struct decimate_setting {
    int64_t up, down; /* in lowest terms, up <= down; iir and box need up == 1 */
    enum decimation method;
    double attenuation;   /* of the stop band, dB; 21 or more */
    double pass, stop;    /* edges of the transition band, relative to the new Nyquist frequency: 0 < pass < stop */
    bool causal;          /* do not compensate the filter's delay */
    enum padding padding; /* the signal beyond its ends, for fir; PADDING_ZEROS or PADDING_CONSTANT if causal */
};

struct decimate;

/* At most `most` samples per channel are pushed at once. */
struct decimate *decimate_create(const struct decimate_setting *setting, size_t channels, size_t most);

/* The number of output samples for `samples` input samples: ceil(samples * up / down). */
int64_t decimate_rows(const struct decimate_setting *setting, int64_t samples);

/* pass, stop out: the band edges in use, which do not exceed the input's Nyquist frequency */
void decimate_edges(const struct decimate *decimate, double *pass, double *stop);

/* The position of output 0 in input samples: 0, or minus the delay of a causal filter; box: the centre of a mean */
double decimate_start(const struct decimate *decimate);

/* Describes stage i of fir. False: there are no more. */
struct decimate_stage {
    double ratio; /* input samples per output sample */
    size_t taps;  /* length of the filter, in input samples */
    bool blocks;  /* by overlap-save; else polyphase with interpolated taps */
};
bool decimate_stage(const struct decimate *decimate, size_t i, struct decimate_stage *stage);

/* samples[count][channels]; count 0 ends the run. All ready samples must have been pulled before. */
void decimate_push(struct decimate *decimate, const float *samples, size_t count);

/* Lends the ready samples[count][channels] and returns count; 0: push more, or the run has ended. */
size_t decimate_next(struct decimate *decimate, const float **samples);

void decimate_destroy(struct decimate *decimate);

#endif
