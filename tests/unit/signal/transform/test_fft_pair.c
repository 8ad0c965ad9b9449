/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transform of a pair equals the two transforms of its members.
 */
#include "check.h"

#include "signal/transform/fft.h"

#include <stdlib.h>

static void check_length(size_t length, double tolerance)
{
    struct fft_pair *fft_pair = fft_pair_create(length);
    struct fft *fft[2] = {fft_create(length), fft_create(length)};
    for (size_t i = 0; i < length; i++)
        for (size_t j = 0; j < 2; j++)
            fft_pair_frames(fft_pair)[i][j] = fft_frame(fft[j])[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    struct fft_pair_bins bins[2];
    fft_pair_forward(fft_pair, &bins[0], &bins[1]);
    for (size_t j = 0; j < 2; j++) {
        fft_forward(fft[j]);
        for (size_t k = 0; k <= length / 2; k++) {
            CHECK_NEAR((double)bins[j].real[k], (double)fft_bins(fft[j])[k][0], tolerance);
            CHECK_NEAR((double)bins[j].imaginary[k], (double)fft_bins(fft[j])[k][1], tolerance);
        }
        fft_destroy(fft[j]);
    }
    fft_pair_destroy(fft_pair);
}

static void short_pairs_equal_single_transforms(void **state)
{
    (void)state;
    for (size_t length = 1; length <= 70; length++)
        check_length(length, 4e-6); /* sums of 70 numbers */
}

/* Noise of rms 0.29 has bins of rms 0.29 sqrt(length), with errors of 1.3 2^-23 of that in each transform: 6 sigma. */
static void long_pairs_equal_single_transforms(void **state)
{
    (void)state;
    static const size_t lengths[] = {4096, 6144, 8192, 10240, 10242, 16384, 24576, 32768, 65536, 131072};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        check_length(lengths[i], 11 * 0x1p-23 * 0.29 * sqrt((double)lengths[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(short_pairs_equal_single_transforms),
                                       cmocka_unit_test(long_pairs_equal_single_transforms)};
    return cmocka_run_group_tests_name("fft_pair", tests, NULL, NULL);
}
