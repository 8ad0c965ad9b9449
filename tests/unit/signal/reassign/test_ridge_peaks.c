/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peaks are local maxima near their own frequency, and a lobe's energy ends at the next lobe.
 */
#include "check.h"

#include "signal/reassign/ridge_peaks.h"

enum { BINS = 12 };

static struct points *points_of(const float power[BINS], const float shift[BINS])
{
    struct points *points = points_create(BINS);
    for (size_t k = 0; k < BINS; k++) {
        points->power[k] = power[k];
        points->shift[k] = shift != NULL ? shift[k] : 0;
    }
    return points;
}

/* The first and the last bin have one neighbour; of the equal bins 4 and 5, the lower one counts. */
static void test_local_maxima(void **state)
{
    (void)state;
    static const float power[BINS] = {9, 1, 0, 3, 7, 7, 2, 4, 2, 1, 5, 6};
    static const bool peak[BINS] = {[0] = true, [4] = true, [7] = true, [11] = true};
    struct points *points = points_of(power, NULL);
    for (size_t k = 0; k < BINS; k++)
        assert_int_equal(ridge_is_peak(points, k, 2), peak[k]);
    points_destroy(points);
}

static void test_side_lobes_are_no_peaks(void **state)
{
    (void)state;
    static const float power[BINS] = {0, 1, 0, 0, 9, 0, 0, 2, 0, 3, 0, 0};
    static const float shift[BINS] = {[1] = 3.1f, [4] = 0.1f, [7] = -2.9f, [9] = -2};
    struct points *points = points_of(power, shift);
    for (size_t k = 0; k < BINS; k++)
        assert_int_equal(ridge_is_peak(points, k, 2), k == 4 || k == 9);
    points_destroy(points);
}

/* Powers of 2, so that the sum says which bins are in it. The lobes around 3 and 8 meet at the minimum, bin 5. */
static void test_energy_ends_at_the_minimum(void **state)
{
    (void)state;
    static const float power[BINS] = {2, 4, 16, 1024, 8, 1, 32, 64, 2048, 128, 0, 4096};
    struct points *points = points_of(power, NULL);
    CHECK_NEAR(ridge_energy(points, 3, 0.5), 1024 + 16 + 4 + 2 + 8 + 1, 0);
    CHECK_NEAR(ridge_energy(points, 8, 0.5), 2048 + 64 + 32 + 1 + 128, 0); /* bin 10 is empty: it ends this side */
    CHECK_NEAR(ridge_energy(points, 11, 0.5), 4096, 0);
    points_destroy(points);
}

/* A steady sinusoid at bin 4: all points agree with it, until bin 9 is half a bin and more away. */
static void test_energy_takes_side_lobes_that_agree(void **state)
{
    (void)state;
    static const float power[BINS] = {2, 1, 4, 16, 1024, 32, 8, 64, 128, 256, 512, 0};
    float shift[BINS];
    for (size_t k = 0; k < BINS; k++)
        shift[k] = 4 - (float)k;
    shift[8] += 0.5f;
    shift[9] -= 0.75f;
    struct points *points = points_of(power, shift);
    CHECK_NEAR(ridge_energy(points, 4, 0.5), 2 + 1 + 4 + 16 + 1024 + 32 + 8 + 64 + 128, 0);
    points_destroy(points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_maxima), cmocka_unit_test(test_side_lobes_are_no_peaks),
        cmocka_unit_test(test_energy_ends_at_the_minimum), cmocka_unit_test(test_energy_takes_side_lobes_that_agree)};
    return cmocka_run_group_tests_name("ridge_peaks", tests, NULL, NULL);
}
