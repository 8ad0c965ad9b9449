/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/resample/lowpass.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* The modified Bessel function I0, by its series: all terms are positive, so nothing cancels. */
static double bessel_i0(double x)
{
    double term = 1, sum = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
        term *= x / (2 * k) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

struct lowpass lowpass_design(double pass, double stop, double attenuation)
{
    double width = 2 * pi * (stop - pass);
    double beta = attenuation > 50   ? 0.1102 * (attenuation - 8.7)
                  : attenuation > 21 ? 0.5842 * pow(attenuation - 21, 0.4) + 0.07886 * (attenuation - 21)
                                     : 0;
    double order = (attenuation - 7.95) / (2.285 * width); /* taps less one */
    return (struct lowpass){.cutoff = (pass + stop) / 2, .half = ceil(order / 2) + 1, .beta = beta};
}

double lowpass_at(const struct lowpass *lowpass, double t)
{
    double u = t / lowpass->half, x = 2 * pi * lowpass->cutoff * t;
    if (!(fabs(u) < 1))
        return 0;
    double sinc = fabs(x) < 1e-9 ? 1 : sin(x) / x;
    return 2 * lowpass->cutoff * sinc * bessel_i0(lowpass->beta * sqrt(1 - u * u)) / bessel_i0(lowpass->beta);
}
