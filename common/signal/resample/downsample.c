/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/resample/downsample.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { ORDER = 8, SECTIONS = ORDER / 2 };
static const double pi = 3.14159265358979323846;
static const double ripple = 0.05; /* dB */

/* Two poles and two zeros at -1, in transposed direct form II. */
struct section {
    double a1, a2, gain;
    double one, two; /* state */
};

struct downsample {
    bool chebyshev;
    int64_t factor;
    int64_t at; /* samples of the current output so far */
    double sum; /* of these samples */
    struct section section[SECTIONS];
};

/* The poles of the analogue prototype are on an ellipse; each pair becomes a section with gain 1 at 0 Hz. */
static void design(struct downsample *downsample)
{
    double epsilon = sqrt(pow(10, ripple / 10) - 1), mu = asinh(1 / epsilon) / ORDER;
    double edge = 2 * tan(pi * 0.8 / (double)downsample->factor / 2); /* prewarped, for a sample rate of 1 */
    for (int i = 0; i < SECTIONS; i++) {
        double angle = pi * (2 * i + 1) / (2 * ORDER);
        double complex pole = edge * (-sinh(mu) * sin(angle) + I * cosh(mu) * cos(angle));
        double complex z = (2 + pole) / (2 - pole);
        struct section *section = &downsample->section[i];
        section->a1 = -2 * creal(z);
        section->a2 = creal(z) * creal(z) + cimag(z) * cimag(z);
        section->gain = (1 + section->a1 + section->a2) / 4;
    }
    downsample->section[0].gain *=
        pow(10, -ripple / 20); /* for even orders the gain at 0 Hz is the minimum of the ripple */
}

struct downsample *downsample_create(bool chebyshev, int64_t factor)
{
    struct downsample *downsample = mem_new(1, sizeof *downsample);
    downsample->chebyshev = chebyshev;
    downsample->factor = factor;
    if (chebyshev)
        design(downsample);
    return downsample;
}

static double filter(struct downsample *downsample, double value)
{
    for (int i = 0; i < SECTIONS; i++) {
        struct section *section = &downsample->section[i];
        double in = value * section->gain;
        value = in + section->one;
        section->one = 2 * in - section->a1 * value + section->two;
        section->two = in - section->a2 * value;
    }
    return value;
}

size_t downsample_run(struct downsample *downsample, float *output, size_t stride, const float *samples, size_t count)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        double value = downsample->chebyshev ? filter(downsample, (double)samples[i]) : (double)samples[i];
        downsample->sum += value;
        downsample->at++;
        bool first = downsample->at == 1, last = downsample->at == downsample->factor;
        if (downsample->chebyshev ? first : last)
            output[made++ * stride] = (float)(downsample->chebyshev ? value : downsample->sum / (double)downsample->at);
        if (last) {
            downsample->at = 0;
            downsample->sum = 0;
        }
    }
    if (count == 0 && !downsample->chebyshev && downsample->at > 0) {
        output[made++ * stride] = (float)(downsample->sum / (double)downsample->at);
        downsample->at = 0;
    }
    return made;
}

void downsample_destroy(struct downsample *downsample)
{
    free(downsample);
}
