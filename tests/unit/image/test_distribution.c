/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/distribution.h"

#include <stdlib.h>

/* Two percentiles of levels given in pieces of 7: found[2] out. */
static void percentiles(double found[2], const float *level, size_t count, const double share[2])
{
    struct distribution *distribution = distribution_create(share, 2);
    for (size_t i = 0; i < count; i += 7)
        distribution_count(distribution, level + i, count - i < 7 ? count - i : 7);
    for (size_t i = 0; i < count; i += 7)
        distribution_refine(distribution, level + i, count - i < 7 ? count - i : 7);
    for (size_t i = 0; i < 2; i++)
        found[i] = distribution_percentile(distribution, i);
    distribution_destroy(distribution);
}

static int by_value(const void *one, const void *other)
{
    const float a = *(const float *)one, b = *(const float *)other;
    return (a > b) - (a < b);
}

/* As numpy.percentile: linear between the two ranks beside share * (count - 1). */
static double of_sorted(const float *sorted, size_t count, double share)
{
    const double rank = share * (double)(count - 1);
    const double low = (double)sorted[(size_t)floor(rank)], high = (double)sorted[(size_t)ceil(rank)];
    return low + (rank - floor(rank)) * (high - low);
}

/* Exact: the levels of the ranks are found to the bit, and are interpolated by the same formula. */
static void percentiles_are_those_of_the_sorted(void **state)
{
    (void)state;
    enum { MOST = 2000 };
    static const double shares[][2] = {{0, 1}, {0.001, 0.999}, {0.05, 0.99}, {0.25, 0.75}, {0.5, 0.5}, {1, 0}};
    static const double scales[] = {1e-30, 1, 120, 1e38};
    float level[MOST], sorted[MOST];
    srand(1);
    for (size_t count = 1; count <= MOST; count += 1 + count / 3) {
        for (size_t i = 0; i < count; i++)
            sorted[i] = level[i] = (float)(scales[count % 4] * (pow(rand() / (double)RAND_MAX, 3) - 0.3));
        qsort(sorted, count, sizeof *sorted, by_value);
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
            double found[2];
            percentiles(found, level, count, shares[i]);
            CHECK_NEAR(found[0], of_sorted(sorted, count, shares[i][0]), 0);
            CHECK_NEAR(found[1], of_sorted(sorted, count, shares[i][1]), 0);
        }
    }
}

static void percentiles_of_one_value(void **state)
{
    (void)state;
    static const float same[] = {-33.25F, -33.25F, -33.25F, -33.25F}, apart[] = {-3e38F, 3e38F};
    static const double ends[] = {0, 1}, shares[] = {0.3, 0.7};
    double found[2];
    for (size_t count = 1; count <= 4; count++) {
        percentiles(found, same, count, shares);
        CHECK_NEAR(found[0], -33.25, 0);
        CHECK_NEAR(found[1], -33.25, 0);
    }
    percentiles(found, apart, 2, ends); /* their distance is no float */
    CHECK_NEAR(found[0], (double)apart[0], 0);
    CHECK_NEAR(found[1], (double)apart[1], 0);
}

/* One level far from the others does not make their percentiles coarse. */
static void an_outlier_does_not_blur_the_others(void **state)
{
    (void)state;
    static const float level[] = {1e30F, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    static const double shares[] = {0.1, 0.9};
    double found[2];
    percentiles(found, level, 11, shares);
    CHECK_NEAR(found[0], 2, 0);
    CHECK_NEAR(found[1], 10, 0);
}

static void zeros_of_both_signs_are_neighbours(void **state)
{
    (void)state;
    static const float level[] = {1, -0.0F, 0, -1};
    static const double shares[] = {1.0 / 3, 2.0 / 3};
    double found[2];
    percentiles(found, level, 4, shares);
    CHECK_NEAR(found[0], 0, 0);
    CHECK_NEAR(found[1], 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_those_of_the_sorted),
        cmocka_unit_test(percentiles_of_one_value),
        cmocka_unit_test(an_outlier_does_not_blur_the_others),
        cmocka_unit_test(zeros_of_both_signs_are_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
