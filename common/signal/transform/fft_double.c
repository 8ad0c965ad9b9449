/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/fft_double.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "signal/transform/fft_plan_lock.h"

struct fft_double {
    size_t length;
    double *frame, (*bins)[2];
    fftw_plan forward;
};

struct fft_double *fft_double_create(size_t length)
{
    struct fft_double *fft_double = mem_new(1, sizeof *fft_double);
    fft_double->length = length;
    fft_double->frame = mem_new(length, sizeof *fft_double->frame);
    fft_double->bins = mem_new(length / 2 + 1, sizeof *fft_double->bins);
    fft_plan_lock();
    fft_double->forward =
        fftw_plan_dft_r2c_1d((int)length, fft_double->frame, fft_double->bins, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    fft_plan_unlock();
    return fft_double;
}

double *fft_double_frame(struct fft_double *fft_double)
{
    return fft_double->frame;
}

void fft_double_forward(struct fft_double *fft_double)
{
    fftw_execute(fft_double->forward);
}

void fft_double_power(float *restrict power, const struct fft_double *fft_double, double scale)
{
    const double(*restrict bins)[2] = (const double(*)[2])fft_double->bins;
    for (size_t k = 0; k <= fft_double->length / 2; k++)
        power[k] = (float)((bins[k][0] * bins[k][0] + bins[k][1] * bins[k][1]) * scale);
}

void fft_double_magnitude(float *restrict magnitude, const struct fft_double *fft_double, double scale)
{
    const double(*restrict bins)[2] = (const double(*)[2])fft_double->bins;
    for (size_t k = 0; k <= fft_double->length / 2; k++)
        magnitude[k] = (float)(sqrt(bins[k][0] * bins[k][0] + bins[k][1] * bins[k][1]) * scale);
}

void fft_double_destroy(struct fft_double *fft_double)
{
    if (fft_double == NULL)
        return;
    fft_plan_lock();
    fftw_destroy_plan(fft_double->forward);
    fft_plan_unlock();
    free(fft_double->frame);
    free(fft_double->bins);
    free(fft_double);
}
