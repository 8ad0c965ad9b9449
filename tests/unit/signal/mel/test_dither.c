/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dither has the moments of a normal distribution, and depends on its key alone.
 */
#include "check.h"

#include "signal/mel/dither.h"

/* Numbers depend on the key only; 2e5 of them have the moments of a normal distribution, within 5 sigma. */
static void dither_is_normal(void **state)
{
    (void)state;
    enum { LENGTH = 401, FRAMES = 500 };
    const double count = (double)LENGTH * FRAMES;
    float zeros[LENGTH] = {0}, noise[LENGTH], again[LENGTH];
    double moments[5] = {0}, neighbours = 0, rows = 0;
    for (size_t r = 0; r < FRAMES; r++) {
        dither_add(noise, zeros, LENGTH, 2, (struct dither_key){7, 1, r});
        dither_add(again, zeros, LENGTH, 2, (struct dither_key){7, 1, r + 1});
        for (size_t i = 0; i < LENGTH; i++) {
            double x = (double)noise[i] / 2;
            for (int m = 1; m < 5; m++)
                moments[m] += pow(x, m) / count;
            neighbours += i > 0 ? x * (double)noise[i - 1] / 2 / count : 0;
            rows += x * (double)again[i] / 2 / count;
        }
    }
    CHECK_NEAR(moments[1], 0, 5 / sqrt(count));
    CHECK_NEAR(moments[2], 1, 5 * sqrt(2 / count));
    CHECK_NEAR(moments[3], 0, 5 * sqrt(15 / count));
    CHECK_NEAR(moments[4], 3, 5 * sqrt(96 / count));
    CHECK_NEAR(neighbours, 0, 5 / sqrt(count));
    CHECK_NEAR(rows, 0, 5 / sqrt(count));
    dither_add(again, zeros, LENGTH - 1, 2, (struct dither_key){7, 1, FRAMES - 1});
    assert_memory_equal(again, noise, (LENGTH - 1) * sizeof *noise); /* a number does not depend on the length */
    for (uint64_t other = 0; other < 3; other++) {
        struct dither_key key = {7 + (other == 0), 1 + (other == 1), FRAMES - 1 + (other == 2)};
        dither_add(again, zeros, LENGTH, 2, key);
        assert_memory_not_equal(again, noise, sizeof noise);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dither_is_normal)};
    return cmocka_run_group_tests_name("dither", tests, NULL, NULL);
}
