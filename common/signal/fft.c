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
