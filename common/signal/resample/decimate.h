/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fewer samples: to a rate of up / down of the old one, in linear phase, with nothing folded back.
 *
 * Push interleaved samples, take interleaved samples; pushing nothing ends the run. Output j lies on input position
 * j * down / up, whatever the filter's length: its delay is taken out at both ends. Results do not depend on pushes.
 * Sources: Kaiser 1974 (filters); Crochiere & Rabiner 1983, chapters 3 and 5 (stages); the boxcar and the Chebyshev filter
 * of scipy.signal.decimate are here for comparison.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_DECIMATE_H
#define SPECPIPE_SIGNAL_RESAMPLE_DECIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * fir  a Kaiser-windowed low-pass filter of linear phase, by overlap-save; coarser ones before it for great factors
 * iir  Chebyshev filter of the first kind, order 8, 0.05 dB, to 0.8 of the new Nyquist frequency; its phase is not linear
 * box  means of `down` samples
 */
enum decimation { DECIMATION_FIR, DECIMATION_IIR, DECIMATION_BOX };
const char *decimation_name(size_t i);

struct decimate_setting {
    int64_t up, down; /* in lowest terms, up <= down; iir and box need up == 1 */
    enum decimation method;
    double attenuation; /* of what would be folded back, dB; 21 and more */
    double pass, stop;  /* edges of the transition band, of the new Nyquist frequency: 0 < pass < stop */
    bool causal;        /* leave the filter's delay in */
};

struct decimate;

/* `most` is the most samples (per channel) of one push. */
struct decimate *decimate_create(const struct decimate_setting *setting, size_t channels, size_t most);

/* Samples that come of that many: ceil(samples * up / down). */
int64_t decimate_rows(const struct decimate_setting *setting, int64_t samples);

/* The band edges in force: nothing can lie above the input's Nyquist frequency. */
void decimate_edges(const struct decimate *decimate, double *pass, double *stop);

/* Where output 0 lies, in samples of the input: 0, or minus the delay that was left in. */
double decimate_start(const struct decimate *decimate);

/* One stage of fir, for those who want to know; false: there are no more. */
struct decimate_stage {
    double ratio; /* samples in per sample out */
    size_t taps;  /* of its filter, on the grid of its input */
    bool blocks;  /* done by Fourier transforms; else by interpolated taps */
};
bool decimate_stage(const struct decimate *decimate, size_t i, struct decimate_stage *stage);

/* samples[count][channels]; count 0 ends the run. All ready samples must have been taken before. */
void decimate_push(struct decimate *decimate, const float *samples, size_t count);

/* Lends samples[count][channels] that are ready; 0: push more, or the run is over. */
size_t decimate_next(struct decimate *decimate, const float **samples);

void decimate_destroy(struct decimate *decimate);

#endif
