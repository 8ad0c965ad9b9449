/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/distribution.h"

#include <stdlib.h>

/* The percentile of levels given in pieces of 7. */
static double percentile(const float *level, size_t count, double share)
{
    struct distribution *distribution = distribution_create();
    for (size_t i = 0; i < count; i += 7)
        distribution_span(distribution, level + i, count - i < 7 ? count - i : 7);
    for (size_t i = 0; i < count; i += 7)
        distribution_count(distribution, level + i, count - i < 7 ? count - i : 7);
    double found = distribution_percentile(distribution, share);
    distribution_destroy(distribution);
    return found;
}

static int by_value(const void *one, const void *other)
{
    const float a = *(const float *)one, b = *(const float *)other;
    return (a > b) - (a < b);
}

/* Against sorting: to 1/65535 of the span (half a cell either way, and the cell's own rounding). */
static void percentiles_are_those_of_the_sorted(void **state)
{
    (void)state;
    enum { MOST = 2000 };
    static const double shares[] = {0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.99, 0.999, 1};
    float level[MOST], sorted[MOST];
    srand(1);
    for (size_t count = 1; count <= MOST; count += 1 + count / 3) {
        for (size_t i = 0; i < count; i++)
            sorted[i] = level[i] = (float)(-120 + 120 * pow(rand() / (double)RAND_MAX, 3));
        qsort(sorted, count, sizeof *sorted, by_value);
        const double span = (double)sorted[count - 1] - (double)sorted[0];
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
            const size_t rank = (size_t)ceil(shares[i] * (double)(count - 1) - 1e-9);
            CHECK_NEAR(percentile(level, count, shares[i]), (double)sorted[rank], span / 65535 + 1e-12);
        }
        CHECK_NEAR(percentile(level, count, 0), (double)sorted[0], 0);
        CHECK_NEAR(percentile(level, count, 1), (double)sorted[count - 1], 1e-12);
    }
}

static void percentiles_of_one_value(void **state)
{
    (void)state;
    const float same[] = {-33.25F, -33.25F, -33.25F, -33.25F};
    for (size_t count = 1; count <= 4; count++)
        for (double share = 0; share <= 1; share += 0.25)
            CHECK_NEAR(percentile(same, count, share), -33.25, 0);
    const float apart[] = {-3e38F, 3e38F}; /* their distance is no float */
    CHECK_NEAR(percentile(apart, 2, 0), (double)apart[0], 0);
    CHECK_NEAR(percentile(apart, 2, 1), (double)apart[1], 1e23);
}

/* A level that is not a number does not move the others. */
static void not_a_number_is_the_least(void **state)
{
    (void)state;
    const float level[] = {NAN, -10, -20, NAN, -30, -40};
    CHECK_NEAR(percentile(level, 6, 0), -40, 0);
    CHECK_NEAR(percentile(level, 6, 0.4), -40, 30.0 / 65535); /* the third of six */
    CHECK_NEAR(percentile(level, 6, 0.6), -30, 30.0 / 65535);
    CHECK_NEAR(percentile(level, 6, 1), -10, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_those_of_the_sorted),
        cmocka_unit_test(percentiles_of_one_value),
        cmocka_unit_test(not_a_number_is_the_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
