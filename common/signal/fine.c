/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/fine.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

struct fine {
    size_t length;
    double *frame, (*bins)[2];
    fftw_plan forward;
};

struct fine *fine_create(size_t length)
{
    struct fine *fine = mem_new(1, sizeof *fine);
    fine->length = length;
    fine->frame = mem_new(length, sizeof *fine->frame);
    fine->bins = mem_new(length / 2 + 1, sizeof *fine->bins);
    fine->forward = fftw_plan_dft_r2c_1d((int)length, fine->frame, fine->bins, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    return fine;
}

double *fine_frame(struct fine *fine)
{
    return fine->frame;
}

void fine_forward(struct fine *fine)
{
    fftw_execute(fine->forward);
}

void fine_power(float *restrict power, const struct fine *fine, double scale)
{
    const double(*restrict bins)[2] = (const double(*)[2])fine->bins;
    for (size_t k = 0; k <= fine->length / 2; k++)
        power[k] = (float)((bins[k][0] * bins[k][0] + bins[k][1] * bins[k][1]) * scale);
}

void fine_magnitude(float *restrict magnitude, const struct fine *fine, double scale)
{
    const double(*restrict bins)[2] = (const double(*)[2])fine->bins;
    for (size_t k = 0; k <= fine->length / 2; k++)
        magnitude[k] = (float)(sqrt(bins[k][0] * bins[k][0] + bins[k][1] * bins[k][1]) * scale);
}

void fine_destroy(struct fine *fine)
{
    if (fine == NULL)
        return;
    fftw_destroy_plan(fine->forward);
    free(fine->frame);
    free(fine->bins);
    free(fine);
}
