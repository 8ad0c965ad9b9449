/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A picture made in parts holds the same numbers as one made at once. */
#include "check.h"

#include "picture/picture_parts.h"

#include <stdlib.h>
#include <string.h>

#include "picture/panels.h"
#include "rows.h"

enum { NUMBERS = 9, CHANNELS = 2, ROWS = 500 };

static struct picture *create(void)
{
    struct header rows = power_rows(NUMBERS, 100);
    struct picture_setting setting = bare_setting(30, 20);
    struct picture *picture = NULL;
    rows.rows = ROWS;
    rows.channels = CHANNELS;
    setting.bare = false;
    setting.form = PNG_PALETTE;
    setting.waveform = true;
    const struct view view = full_view(&rows);
    assert_null(picture_create(&picture, &setting, &view, &rows));
    return picture;
}

static void push(struct picture *picture, int64_t row)
{
    float numbers[CHANNELS * NUMBERS], wave[2 * CHANNELS];
    for (int64_t k = 0; k < CHANNELS * NUMBERS; k++)
        numbers[k] = (float)((row * 7919 + k * 104729) % 1009 + 1);
    for (int64_t k = 0; k < 2 * CHANNELS; k++)
        wave[k] = (float)((row * 31 + k) % 97);
    assert_null(picture_push(picture, numbers));
    picture_push_wave(picture, wave);
}

static void assert_same(struct pixel_columns *a, struct pixel_columns *b, size_t slots)
{
    size_t count = 0, other = 0;
    const float *x = pixel_columns_end(a, &count), *y = pixel_columns_end(b, &other);
    assert_int_equal(count, other);
    assert_memory_equal(x, y, count * slots * sizeof *x);
}

static void parts_are_the_whole(void **state)
{
    (void)state;
    struct picture *whole = create(), *worker = create(), *parent = create();
    size_t columns = picture_columns(whole);
    assert_int_equal(columns, 30);
    assert_int_equal(picture_first_row(whole, 0), 0);
    assert_int_equal(picture_first_row(whole, columns), ROWS);
    for (int64_t row = 0; row < ROWS; row++)
        push(whole, row);
    float *numbers = calloc(columns * picture_column_numbers(whole), sizeof *numbers);
    for (size_t first = 20, end = columns; end > 0; end = first, first = first >= 10 ? first - 10 : 0) {
        picture_begin(worker, first);
        for (int64_t row = picture_first_row(worker, first); row < picture_first_row(worker, end); row++)
            push(worker, row);
        picture_take(worker, numbers, first, end);
    }
    picture_set(parent, numbers);
    for (size_t i = 0; i < CHANNELS; i++) {
        assert_same(whole->panel[i].columns, parent->panel[i].columns, pixel_lines_slots(whole->panel[i].lines));
        assert_same(whole->panel[i].wave, parent->panel[i].wave, 2);
    }
    free(numbers);
    picture_destroy(whole);
    picture_destroy(worker);
    picture_destroy(parent);
}

static void an_unknown_number_of_rows_is_not_shared(void **state)
{
    (void)state;
    struct header rows = power_rows(NUMBERS, 100);
    struct picture_setting setting = bare_setting(30, 20);
    struct picture *picture = NULL;
    const struct view view = full_view(&rows);
    assert_null(picture_create(&picture, &setting, &view, &rows));
    assert_int_equal(picture_columns(picture), 0);
    picture_destroy(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_are_the_whole),
                                       cmocka_unit_test(an_unknown_number_of_rows_is_not_shared)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
