/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transforms of every small length, and of lengths around the bounds between algorithms, against the defining sum.
 */
#include "check.h"

#include "base/memory.h"
#include "signal/transform/fft.h"

#include <fftw3.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* bin out: X[k] in double; the angle is reduced as a whole number first */
static void sum(double bin[2], const float *frame, size_t length, size_t k)
{
    bin[0] = bin[1] = 0;
    for (size_t n = 0; n < length; n++) {
        double angle = -2 * M_PI * (double)(n * k % length) / (double)length;
        bin[0] += (double)frame[n] * cos(angle);
        bin[1] += (double)frame[n] * sin(angle);
    }
}

/*
 * Noise of rms 0.29 has bins of rms 0.29 sqrt(length). Each of log2(length) stages adds a rounding error of 6e-8 rms of
 * that, and prime lengths (Rader) are transformed twice; 5 sigma.
 */
static void check_length(size_t length, size_t step)
{
    struct fft *fft = fft_create(length);
    float *frame = fft_frame(fft), *kept = malloc(length * sizeof *kept);
    for (size_t n = 0; n < length; n++)
        kept[n] = frame[n] = (float)rand() / (float)RAND_MAX - 0.5F;
    fft_forward(fft);
    assert_memory_equal(frame, kept, length * sizeof *kept);
    double tolerance = 5 * 6e-8 * 0.29 * sqrt((double)length) * (2 * log2((double)length) + 1);
    for (size_t k = 0; k <= length / 2; k += k + step <= length / 2 ? step : 1) {
        double want[2];
        sum(want, kept, length, k);
        CHECK_NEAR((double)fft_bins(fft)[k][0], want[0], tolerance);
        CHECK_NEAR((double)fft_bins(fft)[k][1], want[1], tolerance);
    }
    fft_inverse(fft);
    for (size_t n = 0; n < length; n++)
        CHECK_NEAR((double)frame[n], (double)kept[n], tolerance / sqrt((double)length) * 2);
    free(kept);
    fft_destroy(fft);
}

static void small_lengths(void **state)
{
    (void)state;
    srand(1);
    for (size_t length = 1; length <= 140; length++)
        check_length(length, 1);
}

static void large_lengths(void **state)
{
    (void)state;
    static const size_t lengths[] = {256,  400,  511,  512,  514,   1000,  1018,  1024,  2048,  2050,
                                     4096, 8190, 8192, 8194, 12288, 16384, 16386, 24576, 32768, 65536};
    srand(2);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        check_length(lengths[i], lengths[i] > 16384 ? 181 : lengths[i] > 1024 ? 37 : 1);
}

/* The bins do not depend on the address of the arrays. */
static void two_plans_give_the_same(void **state)
{
    (void)state;
    struct fft *one = fft_create(512), *other = fft_create(512);
    for (size_t n = 0; n < 512; n++)
        fft_frame(one)[n] = fft_frame(other)[n] = (float)rand() / (float)RAND_MAX;
    fft_forward(one);
    fft_forward(other);
    assert_memory_equal(fft_bins(one), fft_bins(other), 257 * sizeof *fft_bins(one));
    fft_destroy(one);
    fft_destroy(other);
    fft_destroy(NULL);
}

static jmp_buf back;

static void jump(size_t count, size_t size)
{
    (void)count, (void)size;
    longjmp(back, 1);
}

/* Both precisions get their memory from our functions, whose failure is that of mem_new: FFTW does not abort. */
static void fftw_without_memory_calls_the_handler(void **state)
{
    (void)state;
    void *(*const volatile allocate[])(size_t) = {fftwf_malloc, fftw_malloc};
    const volatile size_t bytes = PTRDIFF_MAX;
    mem_on_failure(jump);
    for (volatile size_t i = 0; i < 2; i++)
        if (setjmp(back) == 0) {
            allocate[i](bytes);
            fail_msg("FFTW has an allocator of its own");
        }
    mem_on_failure(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(small_lengths), cmocka_unit_test(large_lengths),
                                       cmocka_unit_test(two_plans_give_the_same),
                                       cmocka_unit_test(fftw_without_memory_calls_the_handler)};
    return cmocka_run_group_tests_name("fft", tests, NULL, NULL);
}
