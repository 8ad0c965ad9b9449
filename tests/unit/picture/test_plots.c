/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns, the scales and the strips of line plots. */
#include "check.h"

#include "picture/picture.h"
#include "picture/plot_columns.h"
#include "picture/plot_scale.h"
#include "picture/strip.h"

#include <stdlib.h>

#include "rows.h"

static struct header listed(const char *columns, long width, long channels)
{
    struct header rows = numbered_rows("features", width);
    rows.channels = channels;
    assert_null(header_note(&rows, "columns", columns));
    return rows;
}

static const struct band all = {NAN, NAN};

static void a_plot_for_each_column(void **state)
{
    (void)state;
    struct header rows = listed("centroid:Hz chroma:0..1 zcr", 14, 2);
    struct plot_columns plots;
    assert_true(plot_columns_find(&plots, &rows, all));
    assert_int_equal(plots.count, 4); /* the pitch classes of each channel */
    assert_string_equal(plots.plot[0].label, "centroid (Hz)");
    assert_string_equal(plots.plot[1].label, "chroma (0..1)");
    assert_int_equal(plots.plot[1].column, 1);
    assert_int_equal(plots.plot[1].columns, 12);
    assert_int_equal(plots.plot[2].channel, 1);
    assert_string_equal(plots.plot[3].label, "zcr");
    assert_int_equal(plots.plot[3].column, 13);
    assert_int_equal(plot_columns_shares(&plots), 2 + 2 * CLASSES_SHARE);
    assert_true(plot_columns_find(&plots, &rows, (struct band){11.5, 99}));
    assert_int_equal(plots.count, 2);
    assert_string_equal(plots.plot[0].label, "chroma_B (0..1)");
}

static void other_rows_have_no_plots(void **state)
{
    (void)state;
    struct plot_columns plots;
    struct header classes = listed("chroma:0..1", 12, 1), many = listed("a1..a65", 65, 1),
                  most = listed("a1..a64", 64, 1);
    struct header none = numbered_rows("features", 3);
    assert_false(plot_columns_find(&plots, &classes, all));
    assert_true(plot_columns_are_classes(&classes));
    assert_false(plot_columns_find(&plots, &many, all));
    assert_true(plot_columns_find(&plots, &many, (struct band){1, NAN}));
    assert_true(plot_columns_find(&plots, &most, all));
    assert_false(plot_columns_are_classes(&most));
    assert_false(plot_columns_find(&plots, &none, all));
}

static void scales_are_fitted(void **state)
{
    (void)state;
    const struct range automatic = {.low_is = RANGE_AUTO, .high_is = RANGE_AUTO};
    static const struct {
        struct plot_point point[2];
        struct band ends;
    } cases[] = {{{{0, 10, 10}, {1, 20, 35}}, {9, 36}},    /* 4 % of 25 on both sides */
                 {{{0, 1, 1}, {1, 11, 11}}, {0, 11.4}},    /* from 0 on */
                 {{{0, 3, 3}, {1, NAN, NAN}}, {2.7, 3.3}}, /* a single value */
                 {{{0, 100, 100}, {1, 100, 100}}, {90, 110}}, {{{0, NAN, NAN}, {1, NAN, NAN}}, {0, 1}},
                 {{{0, -5, -5}, {1, 5, 5}}, {-5.4, 5.4}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct band ends = plot_scale_find(&automatic, false, cases[i].point, 2);
        CHECK_NEAR(ends.low, cases[i].ends.low, 1e-12);
        CHECK_NEAR(ends.high, cases[i].ends.high, 1e-12);
    }
}

static void decibels_are_round_and_without_silence(void **state)
{
    (void)state;
    const struct range automatic = {.low_is = RANGE_AUTO, .high_is = RANGE_AUTO};
    static const struct {
        double low, high;
        struct band ends;
    } cases[] = {{-63.2, -12.1, {-65, -10}}, {-63.2, -10.5, {-65, -5}}, {-199, -30, {-35, -25}},
                 {-180, -20, {-135, -15}},   {-30, -30, {-35, -25}},    {-200, -195, {-120, 0}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct plot_point point[2] = {{0, cases[i].low, cases[i].low}, {1, cases[i].high, cases[i].high}};
        struct band ends = plot_scale_find(&automatic, true, point, 2);
        CHECK_NEAR(ends.low, cases[i].ends.low, 1e-12);
        CHECK_NEAR(ends.high, cases[i].ends.high, 1e-12);
    }
}

static void a_range_decides(void **state)
{
    (void)state;
    struct plot_point point[100];
    for (size_t i = 0; i < 100; i++)
        point[i] = (struct plot_point){(double)i, (double)i, (double)i};
    const struct range absolute = {.low = -3, .high = 300};
    struct range percentiles;
    assert_null(range_parse(&percentiles, "p10:p90"));
    struct band ends = plot_scale_find(&absolute, false, point, 100);
    CHECK_NEAR(ends.low, -3, 0);
    CHECK_NEAR(ends.high, 300, 0);
    ends = plot_scale_find(&percentiles, false, point, 100);
    CHECK_NEAR(ends.low, 9, 0); /* 10 of the values 0 .. 99 do not exceed it */
    CHECK_NEAR(ends.high, 89, 0);
}

/* The scale of a strip is round, no sample exceeds it, and the greatest fills four fifths of it or more. */
static void strips_fit_the_recording(void **state)
{
    (void)state;
    struct header rows = power_rows(2, 100);
    for (double peak = 1e-6; peak < 1e4; peak *= 1.07) {
        struct picture_setting setting = bare_setting(10, 8);
        setting.waveform = true;
        setting.waveform_peak = 0;
        struct picture picture = {.setting = setting, .view = full_view(&rows), .rows = rows, .width = 10, .height = 8};
        panels_create(&picture);
        const float extent[4] = {(float)(peak / 2), (float)peak, 0, 0}; /* the lowest sample is -peak */
        pixel_columns_push(picture.panel[0].wave, extent);
        pixel_columns_push(picture.panel[0].wave, extent + 2);
        strip_scale(&picture);
        assert_true(picture.peak >= peak * (1 - 1e-3) && picture.peak <= 1.251 * peak);
        char label[32];
        strip_label(label, &picture);
        assert_memory_equal(label, "\u00b1", 2);
        CHECK_NEAR(strtod(label + 2, NULL), picture.peak, 1e-9 * picture.peak);
        panels_destroy(&picture);
    }
}

/* A number that is NaN does not count where others are pooled with it; without others there is a gap. */
static void gaps_are_where_no_number_is(void **state)
{
    (void)state;
    struct header rows = listed("a b", 2, 1);
    rows.rows = 8;
    struct plot_columns plots;
    assert_true(plot_columns_find(&plots, &rows, all));
    struct picture_setting setting = bare_setting(4, 8);
    setting.form = PNG_PALETTE;
    setting.bare = false;
    struct picture *picture = NULL;
    struct view view = full_view(&rows);
    assert_null(picture_create(&picture, &setting, &view, &rows));
    static const float row[8][2] = {{1, 5}, {3, NAN}, {NAN, NAN}, {NAN, 7}, {NAN, 8}, {2, 9}, {4, 1}, {6, 2}};
    for (size_t i = 0; i < 8; i++)
        assert_null(picture_push(picture, row[i]));
    size_t count = 0;
    const float *slots = pixel_columns_end(picture->panel[0].columns, &count);
    static const float want[4][4] = {{3, 5, -1, -5},
                                     {-INFINITY, 7, -INFINITY, -7},
                                     {2, 9, -2, -8},
                                     {6, 2, -4, -1}}; /* greatest of a and b, greatest negative of a and b */
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 16; i++)
        assert_true(slots[i] <= want[i / 4][i % 4] && slots[i] >= want[i / 4][i % 4]);
    picture_destroy(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plot_for_each_column),      cmocka_unit_test(other_rows_have_no_plots),
        cmocka_unit_test(scales_are_fitted),           cmocka_unit_test(decibels_are_round_and_without_silence),
        cmocka_unit_test(gaps_are_where_no_number_is), cmocka_unit_test(a_range_decides),
        cmocka_unit_test(strips_fit_the_recording),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
