/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/paint.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rows.h"

/* A picture with rows[count][width] pushed. Released by picture_free. */
static struct picture *picture_of(struct picture_setting setting, struct header header, const float *rows, size_t count)
{
    struct picture *picture = mem_new(1, sizeof *picture);
    *picture = (struct picture){.setting = setting,
                                .view = full_view(&header),
                                .rows = header,
                                .width = (size_t)setting.width,
                                .height = (size_t)setting.height};
    view_set_pool(&picture->view, setting.pool);
    panels_create(picture);
    float *numbers = mem_new(picture->view.numbers, sizeof *numbers);
    for (size_t i = 0; i < count * panels_count(picture); i++)
        pixel_columns_push(picture->panel[i % panels_count(picture)].columns,
                           view_numbers(&picture->view, &header, numbers, rows + i * (size_t)header.width));
    free(numbers);
    return picture;
}

/* Paints it and compares with want[height][width], row 0 at the top. */
static void check_painted(struct picture *picture, const unsigned *want)
{
    assert_null(paint_levels(picture));
    const struct figure_setting figure = {.width = picture->width,
                                          .height = picture->height,
                                          .panels = panels_count(picture),
                                          .orientation = picture->setting.orientation,
                                          .pixel_bytes = picture->setting.form == PNG_GREY16 ? 2 : 1,
                                          .bare = true,
                                          .scale = 1};
    assert_null(figure_create(&picture->figure, &figure));
    paint_panels(picture);
    for (size_t i = 0; i < picture->width * picture->height; i++) {
        const unsigned char *byte = figure_canvas(picture->figure)->pixel + i * figure.pixel_bytes;
        uint16_t word = *byte;
        if (figure.pixel_bytes == 2)
            memcpy(&word, byte, 2);
        if (word != want[i])
            fail_msg("pixel %zu is %u, not %u", i, word, want[i]);
    }
}

static void picture_free(struct picture *picture)
{
    panels_destroy(picture);
    figure_destroy(picture->figure);
    free(picture);
}

/* 0, -24, -48 dB ... as power: steps of 51 of 255, and of 13107 of 65535, over the 120 dB of the setting */
static const float power[] = {1, 3.9810717e-3F, 1.5848932e-5F, 6.3095734e-8F, 2.5118864e-10F, 1e-12F};

/* Time and frequency run where the orientation says. Three columns at two times. */
static void orientations(void **state)
{
    (void)state;
    const float rows[] = {power[0], power[1], power[2], power[3], power[4], power[5]};
    static const unsigned want[][6] = {
        [TIME_RIGHT] = {153, 0, 204, 51, 255, 102},
        [TIME_UP] = {102, 51, 0, 255, 204, 153},
        [TIME_DOWN] = {255, 204, 153, 102, 51, 0},
    };
    for (enum orientation orientation = TIME_RIGHT; orientation <= TIME_DOWN; orientation++) {
        struct picture_setting setting = orientation == TIME_RIGHT ? bare_setting(2, 3) : bare_setting(3, 2);
        setting.orientation = orientation;
        struct picture *picture = picture_of(setting, power_rows(3, 100), rows, 2);
        check_painted(picture, want[orientation]);
        picture_free(picture);
    }
}

static void sixteen_bits_have_65536_steps(void **state)
{
    (void)state;
    /* 60 dB per 2^15 - 0.5 steps: the level error of 1.2e-5 dB is 0.007 of a step, so 13107 k is exact */
    static const unsigned want[] = {65535, 52428, 39321, 26214, 13107, 0};
    struct picture_setting setting = bare_setting(1, 6);
    setting.form = PNG_GREY16;
    setting.orientation = TIME_RIGHT;
    const float rows[] = {power[5], power[4], power[3], power[2], power[1], power[0]}; /* lowest first */
    struct picture *picture = picture_of(setting, power_rows(6, 100), rows, 1);
    check_painted(picture, want);
    picture_free(picture);
}

static void levels_outside_the_range_are_its_ends(void **state)
{
    (void)state;
    static const unsigned want[] = {255, 255, 0, 0};
    const float rows[] = {power[5], 0, power[0], 1e6F};
    struct picture_setting setting = bare_setting(1, 4);
    setting.range = (struct range){.low = -100, .high = -10};
    struct picture *picture = picture_of(setting, power_rows(4, 100), rows, 1);
    check_painted(picture, want);
    picture_free(picture);
}

/* Three rows on one pixel. */
static void pools(void **state)
{
    (void)state;
    static const float rows[] = {1, 1e-12F, 1e-6F};
    static const unsigned want[] = {
        [POOL_MAX] = 255,
        [POOL_MEAN] = 245,   /* of powers: a third, -4.77 dB of 120 */
        [POOL_MEDIAN] = 127, /* -60 dB is step 127.5, found to 260 / 2047 dB: -59.99 or below */
    };
    for (enum pool pool = POOL_MAX; pool <= POOL_MEDIAN; pool++) {
        struct picture_setting setting = bare_setting(1, 1);
        struct header header = power_rows(1, 100);
        setting.pool = pool;
        header.rows = 3;
        struct picture *picture = picture_of(setting, header, rows, 3);
        check_painted(picture, &want[pool]);
        picture_free(picture);
    }
}

/* Two rows on six pixels, 0 and -120 dB: steps or a line, whose ends are the rows' centres at pixels 1 and 4. */
static void interpolates_along_time(void **state)
{
    (void)state;
    static const float rows[] = {1, 1e-12F};
    static const unsigned nearest[] = {255, 255, 255, 0, 0, 0}, smooth[] = {255, 255, 170, 85, 0, 0};
    for (enum interpolate interpolate = INTERPOLATE_BOTH; interpolate <= INTERPOLATE_NONE; interpolate++) {
        struct picture_setting setting = bare_setting(6, 1);
        setting.interpolate = interpolate;
        struct picture *picture = picture_of(setting, power_rows(1, 100), rows, 2);
        check_painted(picture, interpolate == INTERPOLATE_BOTH || interpolate == INTERPOLATE_TIME ? smooth : nearest);
        picture_free(picture);
    }
}

/* Two columns on four pixels: their places are the first and the last pixel. */
static void interpolates_along_frequency(void **state)
{
    (void)state;
    static const float row[] = {1, 1e-12F};
    static const unsigned nearest[] = {0, 0, 255, 255}, smooth[] = {0, 85, 170, 255};
    for (enum interpolate interpolate = INTERPOLATE_BOTH; interpolate <= INTERPOLATE_NONE; interpolate++) {
        struct picture_setting setting = bare_setting(1, 4);
        setting.interpolate = interpolate;
        struct picture *picture = picture_of(setting, power_rows(2, 100), row, 1);
        check_painted(picture,
                      interpolate == INTERPOLATE_BOTH || interpolate == INTERPOLATE_FREQUENCY ? smooth : nearest);
        picture_free(picture);
    }
}

/* Ten rows a second at four pixels a second: 11 rows are 4.4 pixels, and the rest of the last one joins the fourth. */
static void fixed_scale_is_rounded(void **state)
{
    (void)state;
    float rows[11];
    static const unsigned want[] = {0, 0, 0, 255};
    struct picture_setting setting = bare_setting(0, 1);
    setting.pixels_per_second = 4;
    for (size_t i = 0; i < 11; i++)
        rows[i] = i == 10 ? 1 : 1e-12F;
    struct picture *picture = picture_of(setting, power_rows(1, 100), rows, 11);
    check_painted(picture, want);
    assert_int_equal(picture->width, 4);
    assert_int_equal(picture->panel->count, 4);
    picture_free(picture);
}

/* A relative range is one for all channels, from the levels of all of them. */
static void range_is_that_of_all_channels(void **state)
{
    (void)state;
    static const float rows[] = {1e-2F, 1e-8F}; /* one row: -20 dB in one channel, -80 dB in the other */
    static const unsigned want[] = {255, 0};
    struct header header = power_rows(1, 100);
    struct picture_setting setting = bare_setting(1, 2);
    header.channels = 2;
    setting.range = (struct range){0, 100, RANGE_PERCENTILE, RANGE_PERCENTILE};
    struct picture *picture = picture_of(setting, header, rows, 1);
    check_painted(picture, want);
    CHECK_NEAR(picture->range.low, -80, 1.2e-5 + 8e-6); /* level.h */
    CHECK_NEAR(picture->range.high, -20, 1.2e-5);
    picture_free(picture);
}

static void no_rows_are_a_sentence(void **state)
{
    (void)state;
    struct picture *picture = picture_of(bare_setting(4, 4), power_rows(4, 100), NULL, 0);
    assert_string_equal(paint_levels(picture), "has no rows to draw");
    picture_free(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orientations),
        cmocka_unit_test(sixteen_bits_have_65536_steps),
        cmocka_unit_test(levels_outside_the_range_are_its_ends),
        cmocka_unit_test(pools),
        cmocka_unit_test(interpolates_along_time),
        cmocka_unit_test(interpolates_along_frequency),
        cmocka_unit_test(fixed_scale_is_rounded),
        cmocka_unit_test(range_is_that_of_all_channels),
        cmocka_unit_test(no_rows_are_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
