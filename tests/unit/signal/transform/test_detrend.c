/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trend found is the one that was added, and subtracting it leaves the rest.
 */
#include "check.h"

#include "signal/transform/detrend.h"

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(detrend_name(DETREND_NONE), "none");
    assert_string_equal(detrend_name(DETREND_MEAN), "mean");
    assert_string_equal(detrend_name(DETREND_LINEAR), "linear");
    assert_null(detrend_name(DETREND_LINEAR + 1));
}

/* A line of short binary fractions is exact in float, so it is found to the rounding of double. */
static void test_line(void **state)
{
    (void)state;
    float frame[33], flat[33];
    for (size_t length = 1; length <= 33; length++) {
        double centre = ((double)length - 1) / 2;
        for (size_t n = 0; n < length; n++)
            frame[n] = (float)(0.25 + 0.125 * ((double)n - centre));
        struct trend none = detrend_find(DETREND_NONE, frame, length), mean = detrend_find(DETREND_MEAN, frame, length);
        struct trend line = detrend_find(DETREND_LINEAR, frame, length);
        CHECK_NEAR(none.mean, 0, 0);
        CHECK_NEAR(none.slope, 0, 0);
        CHECK_NEAR(mean.mean, 0.25, 1e-15);
        CHECK_NEAR(mean.slope, 0, 0);
        CHECK_NEAR(line.mean, 0.25, 1e-15);
        CHECK_NEAR(line.slope, length > 1 ? 0.125 : 0, 1e-15);
        detrend_subtract(flat, line, frame, length);
        for (size_t n = 0; n < length; n++)
            CHECK_NEAR((double)flat[n], 0, 1e-14);
        detrend_subtract(flat, mean, frame, length);
        for (size_t n = 0; n < length; n++)
            CHECK_NEAR((double)flat[n], 0.125 * ((double)n - centre), 1e-15);
    }
}

/* A parabola about the centre has no slope: only its mean is subtracted. */
static void test_a_parabola_keeps_its_shape(void **state)
{
    (void)state;
    float frame[] = {4, 1, 0, 1, 4}, flat[5];
    detrend_subtract(flat, detrend_find(DETREND_LINEAR, frame, 5), frame, 5);
    for (size_t n = 0; n < 5; n++)
        CHECK_NEAR((double)flat[n], (double)frame[n] - 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_line),
                                       cmocka_unit_test(test_a_parabola_keeps_its_shape)};
    return cmocka_run_group_tests_name("detrend", tests, NULL, NULL);
}
