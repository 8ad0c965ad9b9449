/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/range.h"

#include <stdio.h>
#include <stdlib.h>

#include "rows.h"

static void parses_levels_percentiles_and_auto(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct range range;
    } cases[] = {
        {"-90:-10", {.low = -90, .high = -10}},
        {"0:1e3", {.low = 0, .high = 1000}},
        {"p5:p99", {.low = 5, .high = 99, .low_percentile = true, .high_percentile = true}},
        {"-80:p99.5", {.low = -80, .high = 99.5, .high_percentile = true}},
        {"auto", {.fit = true}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct range range;
        assert_null(range_parse(&range, cases[i].text));
        CHECK_NEAR(range.low, cases[i].range.low, 0);
        CHECK_NEAR(range.high, cases[i].range.high, 0);
        assert_int_equal(range.low_percentile, cases[i].range.low_percentile);
        assert_int_equal(range.high_percentile, cases[i].range.high_percentile);
        assert_int_equal(range.fit, cases[i].range.fit);
        assert_int_equal(range_is_absolute(&range), i < 2);
    }
    static const char *const wrong[] = {"",        ":",      "1",      "-90", "-90:",  ":-10",  "1:1",   "2:1",
                                        "p5:p101", "p-1:p5", "p99:p5", "a:b", "1:2:3", "nan:1", "autos", "5%:99%"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct range range;
        if (range_parse(&range, wrong[i]) == NULL)
            fail_msg("'%s' is taken for a range", wrong[i]);
    }
}

static void default_is_by_full_scale(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *unit;
        double full_scale, low, high; /* NAN: fitted */
    } cases[] = {
        {"power", "", 1, -120, 0},     {"mel", "", 1, -120, 0},
        {"level", "dBFS", 1, -120, 0}, {"density", "FS^2/Hz", 1, -150, -30},
        {"power", "", 0, NAN, NAN},    {"cepstrum", "", 1, NAN, NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header rows = numbered_rows(cases[i].kind, 4);
        snprintf(rows.unit, sizeof rows.unit, "%s", cases[i].unit);
        rows.full_scale = cases[i].full_scale;
        const struct view view = full_view(&rows);
        const struct range range = range_default(&view);
        assert_int_equal(range.fit, isnan(cases[i].low));
        if (!range.fit) {
            CHECK_NEAR(range.low, cases[i].low, 0);
            CHECK_NEAR(range.high, cases[i].high, 0);
        }
    }
}

enum { LEVELS = 1001 };

/* -1000, -999 ... 0 dB, shuffled by a step that is coprime to their number */
static void fill(float *levels)
{
    for (size_t i = 0; i < LEVELS; i++)
        levels[i] = (float)(i * 376 % LEVELS) - 1000;
}

static void resolve(struct range *range, const float *levels, bool decibel)
{
    struct distribution *distribution = distribution_create();
    distribution_span(distribution, levels, LEVELS);
    distribution_count(distribution, levels, LEVELS);
    range_resolve(range, distribution, decibel);
    distribution_destroy(distribution);
}

/* Tolerance: a percentile is found to 1/65536 of the distance between the least and the greatest level. */
static void percentiles_become_levels(void **state)
{
    (void)state;
    float levels[LEVELS];
    fill(levels);
    struct range range = {.low = 30, .high = 99, .low_percentile = true, .high_percentile = true};
    resolve(&range, levels, true);
    CHECK_NEAR(range.low, -700, 1000.0 / 65536);
    CHECK_NEAR(range.high, -10, 1000.0 / 65536);
    assert_true(range_is_absolute(&range));
    struct range half = {.low = -300, .high = 50, .high_percentile = true}; /* the median is -500: below low */
    resolve(&half, levels, true);
    CHECK_NEAR(half.low, -300, 0);
    CHECK_NEAR(half.high, -299, 0);
}

static void fitted_range_suits_decibels(void **state)
{
    (void)state;
    float levels[LEVELS];
    fill(levels);
    struct range range = {.fit = true};
    resolve(&range, levels, true);
    CHECK_NEAR(range.high, 0, 0);
    CHECK_NEAR(range.low, -120, 0); /* no wider */
    for (size_t i = 0; i < LEVELS; i++)
        levels[i] /= 10;
    range = (struct range){.fit = true};
    resolve(&range, levels, true);
    CHECK_NEAR(range.low, -95.5, 0.5); /* the 5th percentile, rounded down: -95 may be found 0.0015 lower */
    for (size_t i = 0; i < LEVELS; i++)
        levels[i] = -33.3F;
    range = (struct range){.fit = true};
    resolve(&range, levels, true);
    CHECK_NEAR(range.high, -33, 0); /* whole decibels */
    CHECK_NEAR(range.low, -53, 0);  /* no narrower than 20 */
    range = (struct range){.fit = true};
    resolve(&range, levels, false);
    CHECK_NEAR(range.low, (double)-33.3F, 0); /* other numbers as they are, and low < high */
    CHECK_NEAR(range.high, (double)-33.3F + 1, 0);
    for (size_t i = 0; i < LEVELS; i++)
        levels[i] = 3e37F; /* 1 is lost in its rounding */
    range = (struct range){.fit = true};
    resolve(&range, levels, false);
    CHECK_NEAR(range.low, (double)3e37F, 0);
    assert_true(range.high > range.low * (1 + 1e-7));
}

static void absolute_range_stays(void **state)
{
    (void)state;
    struct range range = {.low = -90, .high = -0.0};
    range_resolve(&range, NULL, true);
    CHECK_NEAR(range.low, -90, 0);
    assert_false(signbit(range.high)); /* a caption of "-0" would look wrong */
}

static void reading_needs_a_picture(void **state)
{
    (void)state;
    struct range range;
    assert_non_null(range_read(&range, "/nonexistent.png"));
    assert_non_null(range_read(&range, "/dev/null"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_levels_percentiles_and_auto),
        cmocka_unit_test(default_is_by_full_scale),
        cmocka_unit_test(percentiles_become_levels),
        cmocka_unit_test(fitted_range_suits_decibels),
        cmocka_unit_test(absolute_range_stays),
        cmocka_unit_test(reading_needs_a_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
