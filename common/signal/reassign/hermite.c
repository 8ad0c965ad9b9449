/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/hermite.h"

#include <math.h>

/*
 * In units of sigma, h[0] = exp(-t^2 / 2) / pi^(1/4), and [xiao07]
 *
 *     h[n + 1] = sqrt(2 / (n + 1)) t h[n] - sqrt(n / (n + 1)) h[n - 1]
 *     h[n]'    = sqrt(n / 2) h[n - 1] - sqrt((n + 1) / 2) h[n + 1]
 *
 * h[n] oscillates up to sqrt(2 n + 1) and decays as a Gaussian beyond; 3 sigma further it is negligible.
 */
void hermite_fill(double *weights, double *slopes, size_t length, size_t order, size_t count)
{
    double centre = ((double)length - 1) / 2;
    double reach = sqrt(2 * (double)count - 1) + 3;
    double sigma = (double)length / 2 / reach;
    double squares = 0;
    for (size_t i = 0; i < length; i++) {
        double t = ((double)i - centre) / sigma;
        double before = 0, here = exp(-t * t / 2), after = sqrt(2) * t * here;
        for (size_t n = 0; n < order; n++) {
            before = here;
            here = after;
            double next = (double)n + 2;
            after = sqrt(2 / next) * t * here - sqrt((next - 1) / next) * before;
        }
        double n = (double)order;
        weights[i] = here;
        slopes[i] = (sqrt(n / 2) * before - sqrt((n + 1) / 2) * after) / sigma;
        squares += here * here;
    }
    double scale = 1 / sqrt(squares);
    for (size_t i = 0; i < length; i++) {
        weights[i] *= scale;
        slopes[i] *= scale;
    }
}
