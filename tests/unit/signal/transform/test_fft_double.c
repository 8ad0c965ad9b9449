/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transforms in double precision, by way of half as many complex numbers and not, against the defining sum.
 */
#include "check.h"

#include "signal/transform/fft_double.h"

#include <stdlib.h>
#include <string.h>

/* |X[k]| of the sum; the angle is reduced as a whole number first */
static double magnitude_of(const double *frame, size_t length, size_t k)
{
    double real = 0, imaginary = 0;
    for (size_t n = 0; n < length; n++) {
        double angle = -2 * M_PI * (double)(n * k % length) / (double)length;
        real += frame[n] * cos(angle);
        imaginary += frame[n] * sin(angle);
    }
    return hypot(real, imaginary);
}

/*
 * Results are rounded to single precision: 2^-24 of the value. Before, the sum and the transform of noise of rms 0.29
 * err by less than 1e-13 sqrt(length).
 */
static void check_length(size_t length, size_t step)
{
    struct fft_double *fft_double = fft_double_create(length);
    double *frame = fft_double_frame(fft_double), *kept = malloc(length * sizeof *kept);
    float *power = malloc((length / 2 + 1) * sizeof *power), *magnitude = malloc((length / 2 + 1) * sizeof *magnitude);
    for (size_t n = 0; n < length; n++)
        kept[n] = frame[n] = (double)rand() / RAND_MAX - 0.5;
    fft_double_forward(fft_double);
    assert_memory_equal(frame, kept, length * sizeof *kept);
    fft_double_power(power, fft_double, 4);
    fft_double_magnitude(magnitude, fft_double, 2);
    for (size_t k = 0; k <= length / 2; k += k + step <= length / 2 ? step : 1) {
        double want = 2 * magnitude_of(kept, length, k), error = 2e-13 * sqrt((double)length);
        CHECK_NEAR((double)magnitude[k], want, want * 0x1p-24 + error);
        CHECK_NEAR((double)power[k], want * want, want * want * 0x1p-24 + 2 * want * error + error * error);
    }
    free(kept);
    free(power);
    free(magnitude);
    fft_double_destroy(fft_double);
}

static void all_lengths(void **state)
{
    (void)state;
    static const size_t large[] = {256, 400, 512, 882, 1000, 1024, 2048, 4096, 8192};
    srand(4);
    for (size_t length = 1; length <= 140; length++)
        check_length(length, 1);
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        check_length(large[i], 37);
    fft_double_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_lengths)};
    return cmocka_run_group_tests_name("fft_double", tests, NULL, NULL);
}
