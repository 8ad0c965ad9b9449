/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hermite windows are orthonormal, end near zero, and their slopes are theirs.
 */
#include "check.h"

#include "signal/reassign/hermite.h"

enum { LENGTH = 400 };

static void test_orthonormal(void **state)
{
    (void)state;
    static double weights[MOST_TAPERS][LENGTH], slopes[LENGTH];
    for (size_t count = 1; count <= MOST_TAPERS; count++)
        for (size_t a = 0; a < count; a++) {
            double most = 0;
            hermite_fill(weights[a], slopes, LENGTH, a, count);
            for (size_t i = 0; i < LENGTH; i++)
                most = fmax(most, fabs(weights[a][i]));
            assert_true(fabs(weights[a][0]) < 1e-2 * most && fabs(weights[a][LENGTH - 1]) < 1e-2 * most);
            for (size_t b = 0; b <= a; b++) {
                double sum = 0;
                for (size_t i = 0; i < LENGTH; i++)
                    sum += weights[a][i] * weights[b][i];
                CHECK_NEAR(sum, a == b, 1e-4); /* what is cut off at the ends */
            }
        }
}

static void test_slopes(void **state)
{
    (void)state;
    static double weights[LENGTH], slopes[LENGTH];
    for (size_t order = 0; order < 6; order++) {
        hermite_fill(weights, slopes, LENGTH, order, 6);
        double most = 0;
        for (size_t i = 0; i < LENGTH; i++)
            most = fmax(most, fabs(slopes[i]));
        for (size_t i = 2; i + 2 < LENGTH; i++) /* central differences, wrong by the fifth derivative / 30 */
            CHECK_NEAR((8 * (weights[i + 1] - weights[i - 1]) - (weights[i + 2] - weights[i - 2])) / 12, slopes[i],
                       1e-3 * most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_orthonormal), cmocka_unit_test(test_slopes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
