/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/panels.h"

#include "rows.h"

static struct picture picture_of(struct header rows, struct picture_setting setting)
{
    return (struct picture){.setting = setting,
                            .view = full_view(&rows),
                            .rows = rows,
                            .width = (size_t)setting.width,
                            .height = (size_t)setting.height};
}

/* Pixels are shared out completely, no panel has more than one pixel more than another. */
static void panels_share_the_pixels(void **state)
{
    (void)state;
    for (enum orientation orientation = TIME_RIGHT; orientation <= TIME_DOWN; orientation++)
        for (long channels = 1; channels <= 7; channels++) {
            struct header rows = power_rows(9, 100);
            rows.channels = channels;
            struct picture_setting setting = bare_setting(31, 17);
            setting.orientation = orientation;
            struct picture picture = picture_of(rows, setting);
            const size_t shared = orientation == TIME_RIGHT ? 17 : 31, along = orientation == TIME_RIGHT ? 31 : 17;
            size_t sum = 0;
            panels_create(&picture);
            assert_int_equal(panels_count(&picture), channels);
            assert_int_equal(panels_time_pixels(&picture), along);
            for (size_t i = 0; i < (size_t)channels; i++) {
                const size_t pixels = panels_value_pixels(&picture, i);
                assert_in_range(pixels, shared / (size_t)channels, shared / (size_t)channels + 1);
                sum += pixels;
            }
            assert_int_equal(sum, shared);
            panels_destroy(&picture);
        }
}

/* A slot of several numbers is centred on them; a slot of one is at its place. */
static void slots_have_the_place_of_their_numbers(void **state)
{
    (void)state;
    struct picture fine = picture_of(power_rows(5, 100), bare_setting(4, 5));
    panels_create(&fine);
    assert_int_equal(pixel_lines_slots(fine.panel->lines), 5);
    for (size_t i = 0; i < 5; i++)
        CHECK_NEAR(fine.panel->slot_place[i], (double)i, 0);
    panels_destroy(&fine);
    struct picture coarse = picture_of(power_rows(100, 100), bare_setting(4, 5));
    panels_create(&coarse);
    const size_t slots = pixel_lines_slots(coarse.panel->lines);
    assert_int_equal(slots, 5);
    for (size_t i = 0; i < slots; i++) {
        size_t first = 0, end = 0;
        pixel_lines_slot(coarse.panel->lines, i, &first, &end);
        assert_true(end - first > 10);
        CHECK_NEAR(coarse.panel->slot_place[i], (double)(first + end - 1) / 2, 0);
    }
    panels_destroy(&coarse);
}

static void rows_are_counted(void **state)
{
    (void)state;
    static const float row[9], wave[2];
    struct picture_setting setting = bare_setting(4, 9);
    setting.waveform = true;
    struct picture picture = picture_of(power_rows(9, 100), setting);
    panels_create(&picture);
    for (int i = 0; i < 23; i++) {
        CHECK_NEAR(panels_rows(&picture), i, 0);
        pixel_columns_push(picture.panel->columns, row);
        pixel_columns_push(picture.panel->wave, wave);
    }
    size_t count = 0;
    pixel_columns_end(picture.panel->wave, &count);
    assert_int_equal(count, 4);
    panels_destroy(&picture);
}

/* At 10 rows a second and 2 pixels a second, five rows are a column, and their number decides how many there are. */
static void fixed_scale_has_as_many_columns_as_rows_need(void **state)
{
    (void)state;
    static const float row[9];
    struct picture_setting setting = bare_setting(7, 9); /* the width has no effect */
    setting.pixels_per_second = 2;
    struct picture picture = picture_of(power_rows(9, 100), setting);
    panels_create(&picture);
    for (int i = 0; i < 100; i++)
        pixel_columns_push(picture.panel->columns, row);
    size_t count = 0;
    pixel_columns_end(picture.panel->columns, &count);
    assert_int_equal(count, 20);
    panels_destroy(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panels_share_the_pixels),
        cmocka_unit_test(slots_have_the_place_of_their_numbers),
        cmocka_unit_test(rows_are_counted),
        cmocka_unit_test(fixed_scale_has_as_many_columns_as_rows_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
