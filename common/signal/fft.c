/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/fft.h"

#include <fftw3.h>
#include <stdlib.h>

#include "base/memory.h"

struct fft {
    size_t length;
    float *frame;
    float (*bins)[2];
    fftwf_plan forward, inverse;
};

struct fft *fft_create(size_t length)
{
    struct fft *fft = mem_new(1, sizeof *fft);
    fft->length = length;
    fft->frame = mem_new(length, sizeof *fft->frame);
    fft->bins = mem_new(length / 2 + 1, sizeof *fft->bins);
    fft->forward = fftwf_plan_dft_r2c_1d((int)length, fft->frame, fft->bins, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    return fft;
}

float *fft_frame(struct fft *fft)
{
    return fft->frame;
}

float (*fft_bins(struct fft *fft))[2]
{
    return fft->bins;
}

void fft_forward(struct fft *fft)
{
    fftwf_execute(fft->forward);
}

void fft_inverse(struct fft *fft)
{
    if (fft->inverse == NULL) /* planned when it is first wanted: an estimate leaves the arrays alone */
        fft->inverse = fftwf_plan_dft_c2r_1d((int)fft->length, fft->bins, fft->frame, FFTW_ESTIMATE);
    fftwf_execute(fft->inverse);
    for (size_t i = 0; i < fft->length; i++)
        fft->frame[i] /= (float)fft->length;
}

void fft_destroy(struct fft *fft)
{
    if (fft == NULL)
        return;
    fftwf_destroy_plan(fft->forward);
    if (fft->inverse != NULL)
        fftwf_destroy_plan(fft->inverse);
    free(fft->frame);
    free(fft->bins);
    free(fft);
}

struct twin {
    size_t length;
    float (*frames)[2], (*bins)[2];
    float *real, *imaginary; /* [length + 1]: the bins apart, and bin 0 again at the end */
    float *part[4];          /* [length / 2 + 1]: of a and b, real and imaginary */
    fftwf_plan forward;
};

struct twin *twin_create(size_t length)
{
    struct twin *twin = mem_new(1, sizeof *twin);
    twin->length = length;
    twin->frames = mem_new(length, sizeof *twin->frames);
    twin->bins = mem_new(length, sizeof *twin->bins);
    twin->real = mem_new(length + 1, sizeof *twin->real);
    twin->imaginary = mem_new(length + 1, sizeof *twin->imaginary);
    for (size_t i = 0; i < 4; i++)
        twin->part[i] = mem_new(length / 2 + 1, sizeof *twin->part[i]);
    twin->forward =
        fftwf_plan_dft_1d((int)length, twin->frames, twin->bins, FFTW_FORWARD, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    return twin;
}

float (*twin_frames(struct twin *twin))[2]
{
    return twin->frames;
}

/*
 * A[k] = (Z[k] + conj Z[length - k]) / 2, B[k] = (Z[k] - conj Z[length - k]) / 2i; the real part of one and the
 * imaginary part of the other are such a sum, the other two a difference
 */
static void part_twins(float *restrict sum, float *restrict difference, const float *restrict bins, size_t length)
{
    size_t count = length / 2 + 1;
    for (size_t k = 0; k < count; k++) {
        sum[k] = 0.5f * (bins[k] + bins[length - k]);
        difference[k] = 0.5f * (bins[k] - bins[length - k]);
    }
}

static void negate(float *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        values[k] = -values[k];
}

void twin_forward(struct twin *twin, struct twin_bins *a, struct twin_bins *b)
{
    const float(*restrict bins)[2] = (const float(*)[2])twin->bins;
    float *restrict real = twin->real, *restrict imaginary = twin->imaginary;
    size_t length = twin->length;
    fftwf_execute(twin->forward);
    for (size_t k = 0; k < length; k++) {
        real[k] = bins[k][0];
        imaginary[k] = bins[k][1];
    }
    real[length] = real[0];
    imaginary[length] = imaginary[0];
    part_twins(twin->part[0], twin->part[3], real, length);
    part_twins(twin->part[2], twin->part[1], imaginary, length);
    negate(twin->part[3], length / 2 + 1);
    *a = (struct twin_bins){twin->part[0], twin->part[1]};
    *b = (struct twin_bins){twin->part[2], twin->part[3]};
}

void twin_destroy(struct twin *twin)
{
    if (twin == NULL)
        return;
    fftwf_destroy_plan(twin->forward);
    for (size_t i = 0; i < 4; i++)
        free(twin->part[i]);
    free(twin->real);
    free(twin->imaginary);
    free(twin->frames);
    free(twin->bins);
    free(twin);
}
