/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transform of a pair equals the two transforms of its members.
 */
#include "check.h"

#include "signal/transform/fft.h"

#include <stdlib.h>

static void pairs_equal_single_transforms(void **state)
{
    (void)state;
    for (size_t length = 1; length <= 70; length++) {
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
                CHECK_NEAR((double)bins[j].real[k], (double)fft_bins(fft[j])[k][0], 4e-6); /* sums of 70 numbers */
                CHECK_NEAR((double)bins[j].imaginary[k], (double)fft_bins(fft[j])[k][1], 4e-6);
            }
            fft_destroy(fft[j]);
        }
        fft_pair_destroy(fft_pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_equal_single_transforms)};
    return cmocka_run_group_tests_name("fft_pair", tests, NULL, NULL);
}
