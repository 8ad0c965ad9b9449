/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/fft.h"

#include <fftw3.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "signal/transform/fft_passes.h"
#include "signal/transform/fft_plan_lock.h"

#define NUMBER float
#define IN_16 4
#define IN_32 8
#include "signal/transform/halves.h"

struct fft {
    size_t length;
    float *frame;
    float (*bins)[2];
    fftwf_plan forward, inverse;
    struct fft_passes *passes; /* NULL: forward is a plan of FFTW */
    struct halves halves;      /* complex NULL: forward is a real transform */
};

static void plan_passes(struct fft *fft, const struct fft_rows *rows)
{
    halves_create(&fft->halves, fft->length, rows->rows, rows->gap);
    fft->passes = fft_passes_create(fft->halves.half, (float(*)[2])fft->frame, fft->halves.complex);
}

static void plan_halves(struct fft *fft)
{
    float(*pairs)[2] = (float(*)[2])fft->frame;
    halves_create(&fft->halves, fft->length, 1, 0);
    fft_plan_lock();
    fft->forward = fftwf_plan_dft_1d((int)fft->halves.half, pairs, fft->halves.complex, FFTW_FORWARD,
                                     FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    fft_plan_unlock();
}

static void plan_whole(struct fft *fft)
{
    fft_plan_lock();
    fft->forward = fftwf_plan_dft_r2c_1d((int)fft->length, fft->frame, fft->bins, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    fft_plan_unlock();
}

/* Called when the first inverse is wanted: planning with FFTW_ESTIMATE does not change the arrays. */
static void plan_inverse(struct fft *fft)
{
    fft_plan_lock();
    fft->inverse = fftwf_plan_dft_c2r_1d((int)fft->length, fft->bins, fft->frame, FFTW_ESTIMATE);
    fft_plan_unlock();
}

/* Measured: estimated real plans are slower than this up to 4096 points, and up to 8192 where 64 divides the length. */
static bool is_halved(size_t length)
{
    return length % 2 == 0 && length >= 4 && (length <= 4096 || (length <= 8192 && length % 64 == 0));
}

struct fft *fft_create(size_t length)
{
    struct fft *fft = mem_new(1, sizeof *fft);
    fft->length = length;
    fft->frame = mem_new(length, sizeof *fft->frame);
    fft->bins = mem_new(length / 2 + 1, sizeof *fft->bins);
    struct fft_rows rows;
    if (length % 2 == 0 && fft_passes_suit(&rows, length / 2))
        plan_passes(fft, &rows);
    else if (is_halved(length))
        plan_halves(fft);
    else
        plan_whole(fft);
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
    if (fft->passes != NULL)
        fft_passes_forward(fft->passes);
    else
        fftwf_execute(fft->forward);
    if (fft->halves.complex != NULL)
        halves_untangle(&fft->halves, fft->bins);
}

void fft_power(float *restrict power, const struct fft *fft, float scale)
{
    const float(*restrict bins)[2] = (const float(*)[2])fft->bins;
    for (size_t k = 0; k <= fft->length / 2; k++)
        power[k] = (bins[k][0] * bins[k][0] + bins[k][1] * bins[k][1]) * scale;
}

void fft_inverse(struct fft *fft)
{
    if (fft->inverse == NULL)
        plan_inverse(fft);
    fftwf_execute(fft->inverse);
    for (size_t i = 0; i < fft->length; i++)
        fft->frame[i] /= (float)fft->length;
}

void fft_destroy(struct fft *fft)
{
    if (fft == NULL)
        return;
    fft_passes_destroy(fft->passes);
    fft_plan_lock();
    fftwf_destroy_plan(fft->forward);
    if (fft->inverse != NULL)
        fftwf_destroy_plan(fft->inverse);
    fft_plan_unlock();
    free(fft->frame);
    free(fft->bins);
    halves_destroy(&fft->halves);
    free(fft);
}

struct fft_pair {
    size_t length;
    struct fft_rows rows; /* of bins */
    float (*frames)[2], (*bins)[2];
    float *real, *imaginary; /* [length + 1]: both parts of the bins, and bin 0 again at the end */
    float *part[4];          /* [length / 2 + 1]: of a and b, real and imaginary */
    fftwf_plan forward;
    struct fft_passes *passes; /* NULL: forward is a plan of FFTW */
};

static void plan_pair(struct fft_pair *fft_pair)
{
    size_t length = fft_pair->length;
    if (fft_passes_suit(&fft_pair->rows, length)) {
        fft_pair->bins = mem_new(length + fft_pair->rows.rows * fft_pair->rows.gap, sizeof *fft_pair->bins);
        fft_pair->passes = fft_passes_create(length, fft_pair->frames, fft_pair->bins);
        return;
    }
    fft_pair->rows = (struct fft_rows){1, 0};
    fft_pair->bins = mem_new(length, sizeof *fft_pair->bins);
    fft_plan_lock();
    fft_pair->forward = fftwf_plan_dft_1d((int)length, fft_pair->frames, fft_pair->bins, FFTW_FORWARD,
                                          FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    fft_plan_unlock();
}

struct fft_pair *fft_pair_create(size_t length)
{
    struct fft_pair *fft_pair = mem_new(1, sizeof *fft_pair);
    fft_pair->length = length;
    fft_pair->frames = mem_new(length, sizeof *fft_pair->frames);
    plan_pair(fft_pair);
    fft_pair->real = mem_new(length + 1, sizeof *fft_pair->real);
    fft_pair->imaginary = mem_new(length + 1, sizeof *fft_pair->imaginary);
    for (size_t i = 0; i < 4; i++)
        fft_pair->part[i] = mem_new(length / 2 + 1, sizeof *fft_pair->part[i]);
    return fft_pair;
}

float (*fft_pair_frames(struct fft_pair *fft_pair))[2]
{
    return fft_pair->frames;
}

/*
 * A[k] = (Z[k] + conj Z[length - k]) / 2, B[k] = (Z[k] - conj Z[length - k]) / 2i. The real parts of Z give this sum
 * for the real part of A and this difference for the imaginary part of B; the imaginary parts of Z give B's real part
 * and A's imaginary part.
 */
static void split_pair(float *restrict sum, float *restrict difference, const float *restrict bins, size_t length)
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

/* real[length + 1] and imaginary[length + 1]: the bins without the gaps between their rows */
static void split_bins(struct fft_pair *fft_pair)
{
    size_t length = fft_pair->length, width = length / fft_pair->rows.rows;
    for (size_t i = 0; i < fft_pair->rows.rows; i++) {
        const float(*restrict bins)[2] = (const float(*)[2])fft_pair->bins + i * (width + fft_pair->rows.gap);
        float *restrict real = fft_pair->real + i * width, *restrict imaginary = fft_pair->imaginary + i * width;
        for (size_t k = 0; k < width; k++) {
            real[k] = bins[k][0];
            imaginary[k] = bins[k][1];
        }
    }
    fft_pair->real[length] = fft_pair->real[0];
    fft_pair->imaginary[length] = fft_pair->imaginary[0];
}

void fft_pair_forward(struct fft_pair *fft_pair, struct fft_pair_bins *a, struct fft_pair_bins *b)
{
    size_t length = fft_pair->length;
    if (fft_pair->passes != NULL)
        fft_passes_forward(fft_pair->passes);
    else
        fftwf_execute(fft_pair->forward);
    split_bins(fft_pair);
    split_pair(fft_pair->part[0], fft_pair->part[3], fft_pair->real, length);
    split_pair(fft_pair->part[2], fft_pair->part[1], fft_pair->imaginary, length);
    negate(fft_pair->part[3], length / 2 + 1);
    *a = (struct fft_pair_bins){fft_pair->part[0], fft_pair->part[1]};
    *b = (struct fft_pair_bins){fft_pair->part[2], fft_pair->part[3]};
}

void fft_pair_destroy(struct fft_pair *fft_pair)
{
    if (fft_pair == NULL)
        return;
    fft_passes_destroy(fft_pair->passes);
    fft_plan_lock();
    fftwf_destroy_plan(fft_pair->forward);
    fft_plan_unlock();
    for (size_t i = 0; i < 4; i++)
        free(fft_pair->part[i]);
    free(fft_pair->real);
    free(fft_pair->imaginary);
    free(fft_pair->frames);
    free(fft_pair->bins);
    free(fft_pair);
}
