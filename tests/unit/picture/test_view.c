/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/view.h"

#include <stdio.h>
#include <string.h>

#include "rows.h"

static const struct band everything = {NAN, NAN};

static struct header rows_on(const char *unit, double first, double step, long width)
{
    struct header rows = power_rows(width, step);
    rows.first = first;
    snprintf(rows.axis, sizeof rows.axis, "%s", unit);
    return rows;
}

/* On every axis the first pixel is the low end, the last pixel the high end, and places rise in between. */
static void ends_are_first_and_last_pixel(void **state)
{
    (void)state;
    const struct header rows = power_rows(129, 62.5);
    for (size_t i = 0; scale_name(i) != NULL; i++) {
        struct view view;
        assert_null(view_create(&view, &rows, scale_find(scale_name(i)), (struct band){125, 4000}, 0));
        const struct view_pixels pixels = {&view, 50};
        CHECK_NEAR(view_place(&pixels, 0), 2, 1e-9); /* 125 Hz is column 2; rounding of two functions and a quotient */
        CHECK_NEAR(view_place(&pixels, 49), 64, 1e-9);
        for (double pixel = 0.5; pixel < 49; pixel += 0.5)
            assert_true(view_place(&pixels, pixel) > view_place(&pixels, pixel - 0.5));
        assert_false(view.narrowed);
    }
}

static void places_follow_the_scale(void **state)
{
    (void)state;
    const struct header rows = power_rows(129, 62.5);
    struct view view;
    assert_null(view_create(&view, &rows, scale_find("log"), (struct band){125, 8000}, 0));
    const struct view_pixels octaves = {&view, 7};
    for (int i = 0; i < 7; i++) /* one octave a pixel */
        CHECK_NEAR(view_place(&octaves, i), 2 * exp2(i), 1e-9);
    const struct scale *mel = scale_find("mel");
    const struct header bands = rows_on("mel", mel->from_hertz(100), 50, 40);
    assert_null(view_create(&view, &bands, scale_find("linear"), (struct band){500, 1500}, 0));
    const struct view_pixels hertz = {&view, 11};
    for (int i = 0; i < 11; i++)
        CHECK_NEAR(view_place(&hertz, i), (mel->from_hertz(500 + 100 * i) - mel->from_hertz(100)) / 50, 1e-9);
    const struct view_pixels one = {&view, 1}; /* shows the middle */
    CHECK_NEAR(view_place(&one, 0), (mel->from_hertz(1000) - mel->from_hertz(100)) / 50, 1e-9);
}

static void axis_begins_where_its_scale_can(void **state)
{
    (void)state;
    struct header rows = power_rows(129, 62.5);
    struct view view;
    assert_null(view_create(&view, &rows, scale_find("log"), everything, 0));
    CHECK_NEAR(view.low, 62.5, 0); /* the second column is above 20 Hz */
    rows = power_rows(1025, 5);
    assert_null(view_create(&view, &rows, scale_find("log"), everything, 0));
    CHECK_NEAR(view.low, 20, 0);
    CHECK_NEAR(view.high, 5120, 1e-9);
    assert_null(view_create(&view, &rows, NULL, everything, 0));
    CHECK_NEAR(view.low, 0, 0);
}

static void ticks_get_the_same_axis(void **state)
{
    (void)state;
    const struct header rows = power_rows(129, 62.5), numbers = numbered_rows("cepstrum", 13);
    struct view view;
    assert_null(view_create(&view, &rows, scale_find("mel"), (struct band){100, 3000}, 0));
    struct axis axis = view_axis(&view);
    CHECK_NEAR(axis.first, 100, 0);
    CHECK_NEAR(axis.last, 3000, 0);
    assert_ptr_equal(axis.warp, scale_find("mel")->from_hertz);
    assert_int_equal(axis.notation, TICK_HERTZ);
    view = full_view(&numbers);
    axis = view_axis(&view);
    assert_null(axis.warp);
    assert_int_equal(axis.notation, TICK_PLAIN);
    CHECK_NEAR(axis.last, 12, 0);
}

static void refuses_what_has_no_meaning(void **state)
{
    (void)state;
    const struct header hertz = power_rows(129, 62.5), numbers = numbered_rows("cepstrum", 13);
    const struct header falling = rows_on("hz", 8000, -62.5, 129);
    const double octave = log2(60), octaves = log2(8000) - log2(60);
    const struct header log_rows = rows_on("octave", octave, octaves / 512, 513);
    const struct {
        const struct header *rows;
        const char *axis;
        struct band band;
        double tilt;
        const char *why;
    } cases[] = {
        {&falling, NULL, everything, 0, "descends"},
        {&numbers, "mel", everything, 0, "--axis mel"},
        {&numbers, "linear", everything, 0, NULL},
        {&numbers, NULL, everything, 3, "--tilt"},
        {&hertz, "log", {0, 4000}, 0, "cannot begin at 0 Hz"},
        {&hertz, NULL, {9000, 10000}, 0, "cover 0 to 8000 Hz"},
        {&hertz, NULL, {8000, 9000}, 0, "from 8000 to 8000 is empty"},
        {&hertz, NULL, {4000, 9000}, 0, NULL},
        {&log_rows, "log", {60, 8000}, 0, NULL}, /* the ends of its columns, but for rounding */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view view;
        const struct scale *axis = cases[i].axis != NULL ? scale_find(cases[i].axis) : NULL;
        const char *why = view_create(&view, cases[i].rows, axis, cases[i].band, cases[i].tilt);
        if (cases[i].why == NULL)
            assert_null(why);
        else if (why == NULL || strstr(why, cases[i].why) == NULL)
            fail_msg("'%s' does not say '%s'", why != NULL ? why : "", cases[i].why);
        if (why == NULL)
            assert_int_equal(view.narrowed, cases[i].band.high > 8000);
    }
}

static void numbers_are_power(void **state)
{
    (void)state;
    static const float row[] = {3, 4, 0, -2, 0.5F, 0};
    float numbers[6];
    struct header rows = numbered_rows("complex", 6);
    struct view view = full_view(&rows);
    assert_int_equal(view.numbers, 3);
    assert_ptr_equal(view_numbers(&view, &rows, numbers, row), numbers);
    const float power[] = {25, 4, 0.25F}; /* exact in single precision */
    assert_memory_equal(numbers, power, sizeof power);
    rows = numbered_rows("magnitude", 6);
    view = full_view(&rows);
    view_numbers(&view, &rows, numbers, row);
    for (size_t i = 0; i < 6; i++)
        CHECK_NEAR((double)numbers[i], (double)row[i] * (double)row[i], 0);
    static const char *const same[] = {"power", "mel", "level", "cepstrum"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        rows = numbered_rows(same[i], 6);
        view = full_view(&rows);
        assert_ptr_equal(view_numbers(&view, &rows, numbers, row), row);
    }
}

/* Before or after pooling, a power becomes the same level, once. Tolerance: that of level.h. */
static void levels_are_decibels_of_power(void **state)
{
    (void)state;
    static const double place[] = {0, 1, 2, 3};
    static const float row[] = {1, 0.001F, 100, 0};
    static const double want[] = {0, -30, 20, -200};
    struct header rows = power_rows(4, 1000);
    struct view view = full_view(&rows);
    float after[4], before[4];
    memcpy(after, view_numbers(&view, &rows, before, row), sizeof after);
    view_level(&view, after, 4, place);
    view_set_pool(&view, POOL_MEDIAN);
    assert_ptr_equal(view_numbers(&view, &rows, before, row), before);
    view_level(&view, before, 4, place);
    for (size_t i = 0; i < 4; i++)
        CHECK_NEAR((double)after[i], want[i], 1.2e-5 + 1e-6 * fabs(want[i]));
    assert_memory_equal(before, after, sizeof after);
    rows = numbered_rows("level", 4);
    view = full_view(&rows);
    memcpy(after, row, sizeof row);
    view_level(&view, after, 4, place); /* levels already */
    assert_memory_equal(after, row, sizeof row);
}

static void tilt_is_per_octave_above_1_khz(void **state)
{
    (void)state;
    const struct header rows = power_rows(5, 500);
    const double place[] = {0, 1, 2, 3, 4};
    const double octaves[] = {-1, -1, 0, log2(1.5), 1}; /* 0 Hz is tilted as 500 Hz */
    struct view view;
    assert_null(view_create(&view, &rows, NULL, everything, 6));
    float levels[] = {1, 1, 1, 1, 1};
    view_level(&view, levels, 5, place);
    for (size_t i = 0; i < 5; i++)
        CHECK_NEAR((double)levels[i], 6 * octaves[i], 1.2e-5 + 1e-6); /* level.h, and one rounded sum below 8 */
}

static void levels_have_a_unit(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *unit, *label;
        double full_scale;
    } cases[] = {
        {"power", "", "dBFS", 1},          {"power", "", "dB", 0},        {"density", "FS^2/Hz", "dBFS/Hz", 1},
        {"density", "V^2/Hz", "dB/Hz", 0}, {"level", "", "dB", 0},        {"level", "dBFS", "dBFS", 1},
        {"cepstrum", "", "", 0},           {"features", "nat", "nat", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header rows = numbered_rows(cases[i].kind, 4);
        snprintf(rows.unit, sizeof rows.unit, "%s", cases[i].unit);
        rows.full_scale = cases[i].full_scale;
        assert_string_equal(full_view(&rows).level_label, cases[i].label);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_first_and_last_pixel),
        cmocka_unit_test(places_follow_the_scale),
        cmocka_unit_test(axis_begins_where_its_scale_can),
        cmocka_unit_test(ticks_get_the_same_axis),
        cmocka_unit_test(refuses_what_has_no_meaning),
        cmocka_unit_test(numbers_are_power),
        cmocka_unit_test(levels_are_decibels_of_power),
        cmocka_unit_test(tilt_is_per_octave_above_1_khz),
        cmocka_unit_test(levels_have_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
