/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two real transforms in one are the two; and the framer knows what lies before a frame.
 */
#include "check.h"

#include "signal/transform/fft.h"
#include "signal/transform/framer.h"

#include <stdlib.h>
#include <string.h>

static void test_twins(void **state)
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

/* Whatever the pushes: the sample before a frame is the signal's, or what the padding makes of it. */
static void test_before(void **state)
{
    (void)state;
    enum { TOTAL = 100 };
    float samples[TOTAL];
    for (int i = 0; i < TOTAL; i++)
        samples[i] = (float)(i + 1);
    for (enum padding padding = PADDING_ZEROS; padding <= PADDING_CONSTANT; padding++)
        for (enum framing framing = FRAMING_CENTER; framing <= FRAMING_LAST; framing++)
            for (size_t length = 2; length < 12; length++)
                for (size_t hop = 1; hop < 20; hop++)
                    for (size_t chunk = 1; chunk < 30; chunk += 7) {
                        struct framer *framer = framer_create(framing, padding, length, hop, chunk);
                        int64_t start = framing_start(framing, (int64_t)length, (int64_t)hop);
                        for (size_t at = 0;; at += chunk) {
                            size_t count = at >= TOTAL ? 0 : at + chunk > TOTAL ? TOTAL - at : chunk;
                            framer_push(framer, count > 0 ? samples + at : NULL, count, 1);
                            while (framer_next(framer) != NULL) {
                                int64_t place = start - 1;
                                double before = (double)framer_before(framer), here = (double)place + 1;
                                if (place < 0)
                                    here = framing == FRAMING_REFLECT ? -(double)place
                                           : padding == PADDING_ZEROS ? 0
                                           : padding == PADDING_EVEN  ? 1 - (double)place
                                           : padding == PADDING_ODD   ? here
                                                                      : 1;
                                if (place < TOTAL)
                                    CHECK_NEAR(before, here, 0);
                                start += (int64_t)hop;
                            }
                            if (count == 0)
                                break;
                        }
                        framer_destroy(framer);
                    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_twins), cmocka_unit_test(test_before)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
