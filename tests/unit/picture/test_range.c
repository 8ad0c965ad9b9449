/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/range.h"

#include <stdio.h>

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
        {"p5:p99", {5, 99, RANGE_PERCENTILE, RANGE_PERCENTILE}},
        {"-80:p99.5", {-80, 99.5, RANGE_LEVEL, RANGE_PERCENTILE}},
        {"p5:-10", {5, -10, RANGE_PERCENTILE, RANGE_LEVEL}},
        {"auto", {0, 0, RANGE_AUTO, RANGE_AUTO}},
        {"60", {60, 0, RANGE_BELOW, RANGE_AUTO}},
        {":-20", {0, -20, RANGE_AUTO, RANGE_LEVEL}},
        {"-90:", {-90, 0, RANGE_LEVEL, RANGE_AUTO}},
        {"p5:", {5, 0, RANGE_PERCENTILE, RANGE_AUTO}},
        {":p99", {0, 99, RANGE_AUTO, RANGE_PERCENTILE}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct range range;
        assert_null(range_parse(&range, cases[i].text));
        CHECK_NEAR(range.low, cases[i].range.low, 0);
        CHECK_NEAR(range.high, cases[i].range.high, 0);
        assert_int_equal(range.low_is, cases[i].range.low_is);
        assert_int_equal(range.high_is, cases[i].range.high_is);
        assert_int_equal(range_is_absolute(&range), i < 2);
    }
    static const char *const wrong[] = {"",       ":",       "0",     "-90", "1:1",   "2:1",   "p5:p101",
                                        "p-1:p5", "p99:p5",  "p5:p5", "a:b", "1:2:3", "nan:1", "autos",
                                        "p60",    "5%:99%",  "60dBm", "nan", "auto:", "-90:x", "p:1",
                                        "1e999",  ":-1e999", "inf:",  "x:"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct range range;
        if (range_parse(&range, wrong[i]) == NULL)
            fail_msg("'%s' is taken for a range", wrong[i]);
    }
}

/* A fixed range only where no scale shows it. */
static void default_is_automatic_where_the_scale_shows(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *unit;
        double full_scale, low, high; /* NAN: automatic, also without a scale */
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
        const struct range shown = range_default(&view, true), range = range_default(&view, false);
        assert_true(shown.low_is == RANGE_AUTO && shown.high_is == RANGE_AUTO);
        assert_int_equal(range_is_absolute(&range), !isnan(cases[i].low));
        if (range_is_absolute(&range)) {
            CHECK_NEAR(range.low, cases[i].low, 0);
            CHECK_NEAR(range.high, cases[i].high, 0);
        } else {
            assert_true(range.low_is == RANGE_AUTO && range.high_is == RANGE_AUTO);
        }
    }
}

/* A range for rows of a kind, of these levels: every step that paint.c takes. */
static struct range resolved(const char *text, const char *kind, const float *level, size_t count)
{
    const struct header rows = numbered_rows(kind, 4);
    const struct view view = full_view(&rows);
    static const float floors[16] = {-190, -190, -190, -190, -190, -190, -190, -190,
                                     -190, -190, -190, -190, -190, -190, -190, -190};
    struct range range;
    double share[2];
    assert_null(range_parse(&range, text));
    range_set_kind(&range, &view);
    if (range_has(&range, RANGE_PERCENTILE)) {
        range_shares(&range, share);
        struct distribution *distribution = distribution_create(share, 2);
        distribution_count(distribution, level, count);
        distribution_refine(distribution, level, count);
        range_set_percentiles(&range, distribution);
        distribution_destroy(distribution);
    }
    if (range_has(&range, RANGE_AUTO)) {
        struct level_counts *counts = level_counts_create(range_least(&range));
        level_counts_add(counts, level, floors, count, 0);
        range_set_counts(&range, counts);
        level_counts_destroy(counts);
    }
    range_close(&range);
    assert_true(range_is_absolute(&range));
    return range;
}

static void ends_become_levels(void **state)
{
    (void)state;
    static const float levels[] = {-12, -31, -52, -61.5F, -130}, silence[] = {-200, -200}, same[] = {-33.25F, -33.25F};
    static const float huge[] = {3e37F, 3e37F};
    static const struct {
        const char *text, *kind;
        const float *level;
        size_t count;
        double low, high;
    } cases[] = {
        {"auto", "power", levels, 5, -65, -10},
        {"60", "power", levels, 5, -70, -10},
        {"-90:", "power", levels, 5, -90, -10},
        {":-20", "power", levels, 5, -65, -20},
        {":-22", "power", levels, 5, -65, -22},
        {":-60", "power", levels, 5, -120, -60},   /* rank 0.2 of 0 to 4: -116.3; louder levels count, too */
        {":-150", "power", levels, 5, -180, -150}, /* all levels are above it: 30 dB, the least */
        {"p0:p100", "power", levels, 5, -130, -12},
        {"p25:p50", "power", levels, 5, -61.5, -52},
        {"p25:", "power", levels, 5, -61.5, -10},
        {":p50", "power", levels, 5, -120, -52},
        {"p25:-10", "power", levels, 5, -61.5, -10},
        {"-20:p50", "power", levels, 5, -20, -19}, /* the median is below the low end */
        {"auto", "power", silence, 2, -120, 0},
        {"60", "power", silence, 2, -60, 0},
        {"-90:", "power", silence, 2, -90, 0},
        {":-20", "power", silence, 2, -100, -20},
        {"5:", "power", silence, 2, 5, 6},
        {"auto", "power", same, 2, -60, -30},
        {"auto", "cepstrum", same, 2, -33.75, -32.75},
        {"p5:p99", "power", same, 2, -33.75, -32.75},
        {"p5:p99", "cepstrum", huge, 2, (double)3e37F, (double)3e37F * (1 + 1e-6)}, /* 0.5 is lost in its rounding */
        {"auto", "cepstrum", levels, 5, -130 + 0.04 * 68.5, -12 - 0.04 * 19},       /* ranks 0.04 and 3.96 of 0 to 4 */
        {"2", "cepstrum", levels, 5, -14 - 0.04 * 19, -12 - 0.04 * 19},
        {"auto", "phase", levels, 5, -M_PI, M_PI},
        {":1", "phase", levels, 5, -M_PI, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct range range = resolved(cases[i].text, cases[i].kind, cases[i].level, cases[i].count);
        CHECK_NEAR(range.low, cases[i].low, 1e-15 * fabs(cases[i].low)); /* the cases' own rounding */
        CHECK_NEAR(range.high, cases[i].high, 1e-15 * fabs(cases[i].high));
    }
}

static void absolute_range_stays(void **state)
{
    (void)state;
    struct range range = {.low = -90, .high = -0.0};
    range_close(&range);
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
        cmocka_unit_test(default_is_automatic_where_the_scale_shows),
        cmocka_unit_test(ends_become_levels),
        cmocka_unit_test(absolute_range_stays),
        cmocka_unit_test(reading_needs_a_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
