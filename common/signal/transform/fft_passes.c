/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/fft_passes.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/processor.h"
#include "signal/transform/fft_plan_lock.h"

enum { MOST = 3, GAP = 8 }; /* 8 complex numbers are a cache line */

/*
 * Measured: for these lengths, radices for which FFTW has a single piece of code take the least time, 0.37 to 0.92 of
 * that of FFTW's plan for the whole; shorter transforms gain nothing.
 */
static const struct passes_choice {
    size_t length, count, radix[MOST];
} choices[] = {
    {6144, 3, {64, 12, 8}},     {8192, 2, {64, 128}},        {10240, 3, {64, 20, 8}},     {12288, 3, {64, 12, 16}},
    {16384, 2, {128, 128}},     {20480, 3, {64, 16, 20}},    {24576, 3, {64, 32, 12}},    {32768, 3, {64, 32, 16}},
    {40960, 3, {64, 32, 20}},   {49152, 3, {64, 64, 12}},    {65536, 3, {64, 32, 32}},    {98304, 3, {128, 64, 12}},
    {131072, 3, {128, 64, 16}}, {196608, 3, {128, 128, 12}}, {262144, 3, {128, 128, 16}}, {524288, 3, {128, 64, 64}},
};

struct fft_passes {
    const struct passes_choice *choice;
    fftwf_plan plan[MOST];
    float (*between[MOST - 1])[2];   /* output of a pass and input of the next one */
    float (*rotations[MOST - 1])[2]; /* of pass i, [m][R]: exp(-2 pi i p k / (R m)) */
};

static const struct passes_choice *find_choice(size_t length)
{
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (choices[i].length == length)
            return &choices[i];
    return NULL;
}

bool fft_passes_suit(struct fft_rows *rows, size_t length)
{
    const struct passes_choice *choice = find_choice(length);
    if (choice != NULL)
        *rows = (struct fft_rows){choice->radix[choice->count - 1], GAP};
    return choice != NULL;
}

static fftwf_plan plan_pass(fftw_iodim transform, fftw_iodim outer, fftw_iodim inner, float (*from)[2], float (*to)[2])
{
    fft_plan_lock();
    fftwf_plan plan = fftwf_plan_guru_dft(1, &transform, 2, (fftw_iodim[]){outer, inner}, from, to, FFTW_FORWARD,
                                          FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    fft_plan_unlock();
    return plan;
}

/* exp(-2 pi i p k / (radix others)), [others][radix] */
static float (*new_rotations(size_t radix, size_t others))[2]
{
    float(*rotations)[2] = mem_new(radix * others, sizeof *rotations);
    for (size_t p = 0; p < others; p++)
        for (size_t k = 0; k < radix; k++) {
            double angle = -2 * M_PI * (double)(p * k) / (double)(radix * others);
            rotations[p * radix + k][0] = (float)cos(angle);
            rotations[p * radix + k][1] = (float)sin(angle);
        }
    return rotations;
}

/* Between the passes there is a row of the first radix for each p, with a gap after it. */
static void plan_two(struct fft_passes *passes, float (*from)[2], float (*to)[2])
{
    int a = (int)passes->choice->radix[0], b = (int)passes->choice->radix[1], row = a + GAP;
    float(*between)[2] = passes->between[0] = mem_new((size_t)(b * row), sizeof *between);
    fftw_iodim one = {1, 0, 0};
    passes->plan[0] = plan_pass((fftw_iodim){a, b, 1}, one, (fftw_iodim){b, 1, row}, from, between);
    passes->plan[1] = plan_pass((fftw_iodim){b, row, row}, one, (fftw_iodim){a, 1, 1}, between, to);
    passes->rotations[0] = new_rotations((size_t)a, (size_t)b);
}

/*
 * Rows as in plan_two, in groups with another gap after each. The first pass writes a group for each r of the second,
 * the second one for each p of its own, which is the r of the third.
 */
static void plan_three(struct fft_passes *passes, float (*from)[2], float (*to)[2])
{
    int a = (int)passes->choice->radix[0], b = (int)passes->choice->radix[1], c = (int)passes->choice->radix[2];
    int row = a + GAP, first_group = c * row + GAP, group = b * row + GAP;
    float(*first)[2] = passes->between[0] = mem_new((size_t)(b * first_group), sizeof *first);
    float(*second)[2] = passes->between[1] = mem_new((size_t)(c * group), sizeof *second);
    passes->plan[0] =
        plan_pass((fftw_iodim){a, b * c, 1}, (fftw_iodim){b, c, first_group}, (fftw_iodim){c, 1, row}, from, first);
    passes->plan[1] =
        plan_pass((fftw_iodim){b, first_group, row}, (fftw_iodim){c, row, group}, (fftw_iodim){a, 1, 1}, first, second);
    passes->plan[2] =
        plan_pass((fftw_iodim){c, group, a * b + GAP}, (fftw_iodim){b, row, a}, (fftw_iodim){a, 1, 1}, second, to);
    passes->rotations[0] = new_rotations((size_t)a, (size_t)(b * c));
    passes->rotations[1] = new_rotations((size_t)b, (size_t)c);
}

struct fft_passes *fft_passes_create(size_t length, float (*from)[2], float (*to)[2])
{
    struct fft_passes *passes = mem_new(1, sizeof *passes);
    passes->choice = find_choice(length);
    if (passes->choice->count == 2)
        plan_two(passes, from, to);
    else
        plan_three(passes, from, to);
    return passes;
}

/* values[count] times by[count] */
__attribute__((always_inline)) static inline void rotate_all(float (*restrict values)[2], const float (*restrict by)[2],
                                                             size_t count)
{
    for (size_t k = 0; k < count; k++) {
        float real = values[k][0], imaginary = values[k][1];
        values[k][0] = real * by[k][0] - imaginary * by[k][1];
        values[k][1] = imaginary * by[k][0] + real * by[k][1];
    }
}

/* values[count] times *by */
__attribute__((always_inline)) static inline void turn_all(float (*restrict values)[2], const float *restrict by,
                                                           size_t count)
{
    for (size_t k = 0; k < count; k++) {
        float real = values[k][0], imaginary = values[k][1];
        values[k][0] = real * by[0] - imaginary * by[1];
        values[k][1] = imaginary * by[0] + real * by[1];
    }
}

/* The output of the first pass, times its rotations. */
__attribute__((always_inline)) static inline void rotate_first(const struct fft_passes *passes)
{
    size_t a = passes->choice->radix[0], groups = passes->choice->count == 2 ? 1 : passes->choice->radix[1];
    size_t rows = passes->choice->length / a / groups, row = a + GAP, group = rows * row + GAP;
    for (size_t i = 0; i < groups; i++)
        for (size_t j = 0; j < rows; j++)
            rotate_all(passes->between[0] + i * group + j * row,
                       (const float(*)[2])passes->rotations[0] + (i * rows + j) * a, a);
}

/* The output of the second of three passes, times its rotations. */
__attribute__((always_inline)) static inline void rotate_second(const struct fft_passes *passes)
{
    size_t a = passes->choice->radix[0], b = passes->choice->radix[1], c = passes->choice->radix[2];
    size_t row = a + GAP, group = b * row + GAP;
    for (size_t p = 0; p < c; p++)
        for (size_t k = 0; k < b; k++)
            turn_all(passes->between[1] + p * group + k * row, passes->rotations[1][p * b + k], a);
}

FOR_AVX2 static void rotate_first_avx2(const struct fft_passes *passes)
{
    rotate_first(passes);
}

FOR_AVX2 static void rotate_second_avx2(const struct fft_passes *passes)
{
    rotate_second(passes);
}

void fft_passes_forward(const struct fft_passes *passes)
{
    size_t count = passes->choice->count;
    fftwf_execute(passes->plan[0]);
    has_avx2() ? rotate_first_avx2(passes) : rotate_first(passes);
    fftwf_execute(passes->plan[1]);
    if (count == 2)
        return;
    has_avx2() ? rotate_second_avx2(passes) : rotate_second(passes);
    fftwf_execute(passes->plan[2]);
}

void fft_passes_destroy(struct fft_passes *passes)
{
    if (passes == NULL)
        return;
    fft_plan_lock();
    for (size_t i = 0; i < passes->choice->count; i++)
        fftwf_destroy_plan(passes->plan[i]);
    fft_plan_unlock();
    for (size_t i = 0; i + 1 < MOST; i++) {
        free(passes->between[i]);
        free(passes->rotations[i]);
    }
    free(passes);
}
