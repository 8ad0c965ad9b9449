/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "signal/transform/scale.h"

static const double frequencies[] = {1, 20, 27.5, 100, 440, 999, 1000, 1001, 8000, 22050, 96000, 333333.3335};
enum { FREQUENCIES = sizeof frequencies / sizeof *frequencies };

static double scaled(const char *name, double hertz)
{
    const struct scale *scale = scale_find(name);
    assert_non_null(scale);
    return scale->from_hertz(hertz);
}

static void every_row_is_found_by_name_and_unit(void **state)
{
    (void)state;
    for (size_t i = 0; scale_name(i) != NULL; i++) {
        const struct scale *scale = scale_find(scale_name(i));
        assert_non_null(scale);
        assert_string_equal(scale->name, scale_name(i));
        assert_ptr_equal(scale_find(scale->unit), scale);
    }
    assert_null(scale_find("furlong"));
    assert_null(scale_find(""));
}

static void every_scale_rises_and_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; scale_name(i) != NULL; i++) {
        const struct scale *scale = scale_find(scale_name(i));
        double before = scale->from_hertz(scale->lowest);
        assert_true(isfinite(before));
        CHECK_NEAR(scale->to_hertz(before), scale->lowest, 1e-12); /* a few roundings of numbers below 1000 */
        for (size_t k = 0; k < FREQUENCIES; k++) {
            double value = scale->from_hertz(frequencies[k]);
            assert_true(value > before || frequencies[k] <= scale->lowest);
            /* bark ends at 26.28, so at 333 kHz, 0.16 below, it has lost a factor of 200 of its digits */
            CHECK_NEAR(scale->to_hertz(value), frequencies[k], 1e-12 * frequencies[k]);
            before = value;
        }
    }
}

static void known_values(void **state)
{
    (void)state;
    CHECK_NEAR(scaled("mel", 1000), 999.985537, 5e-7); /* here and below: half the last digit given */
    CHECK_NEAR(scaled("mel", 440), 549.638675, 5e-7);
    CHECK_NEAR(scaled("mel-slaney", 8000), 45.245640, 5e-7);
    CHECK_NEAR(scaled("bark", 1000), 8.52743, 5e-6);
    CHECK_NEAR(scaled("erb", 1000), 15.62145, 5e-6);
    CHECK_NEAR(scaled("mel-slaney", 1000), 15, 0); /* exact: these are definitions */
    CHECK_NEAR(scaled("mel-slaney", 500), 7.5, 0);
    CHECK_NEAR(scaled("linear", 1234.5), 1234.5, 0);
    CHECK_NEAR(scaled("octave", 1024), 10, 0);
    CHECK_NEAR(scaled("pitch", 440), 0, 0);
    CHECK_NEAR(scaled("pitch", 880), 12, 0);
    CHECK_NEAR(scaled("pitch", 261.6255653), -9, 1e-8); /* middle C, printed to 1e-7 Hz */
}

/* The 26 band centres of HTK from 0 to 8 kHz, given to 1e-3 Hz. */
static void mel_centres(void **state)
{
    (void)state;
    static const double centres[] = {68.479,   143.658,  226.191,  316.798,  416.268,  525.470,  645.355,
                                     776.968,  921.456,  1080.079, 1254.220, 1445.396, 1655.275, 1885.686,
                                     2138.637, 2416.334, 2721.197, 3055.884, 3423.313, 3826.687, 4269.521,
                                     4755.677, 5289.393, 5875.320, 6518.567, 7224.742};
    enum { BANDS = sizeof centres / sizeof *centres };
    const struct scale *mel = scale_find("mel");
    double step = mel->from_hertz(8000) / (BANDS + 1);
    for (int i = 0; i < BANDS; i++)
        CHECK_NEAR(mel->to_hertz((i + 1) * step), centres[i], 5.001e-4);
}

/* Low frequencies keep their digits: near 0 Hz the mel scale is the line 2595 f / (700 ln 10). */
static void precise_at_zero(void **state)
{
    (void)state;
    double slope = 2595 / (700 * log(10));
    CHECK_NEAR(scaled("mel", 1e-9), 1e-9 * slope, 1e-20); /* the curve bends away by f / 1400, or 1e-12 */
    CHECK_NEAR(scaled("erb", 1e-9), 1e-9 * 21.4 * 0.00437 / log(10), 1e-20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found_by_name_and_unit),
        cmocka_unit_test(every_scale_rises_and_comes_back),
        cmocka_unit_test(known_values),
        cmocka_unit_test(mel_centres),
        cmocka_unit_test(precise_at_zero),
    };
    return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
