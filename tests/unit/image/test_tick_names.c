/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/tick_names.h"

#include <string.h>

static double eight_each(void *user, const char *label)
{
    (void)user;
    return 8 * (double)strlen(label);
}

static const char *const letters[] = {"a", "b", "c", "d", "e", "f", "g"};

/* With 7 classes on every length: labels are apart, evenly spaced, begin with the first and are as many as fit. */
static void labels_are_apart_and_as_many_as_fit(void **state)
{
    (void)state;
    for (double pixels = 1; pixels < 300; pixels++)
        for (double gap = 0; gap < 12; gap += 2) {
            struct axis axis = {.first = -0.5, .last = 6.5, .pixels = pixels};
            struct tick tick[16];
            size_t count = tick_names_place(tick, 16, &axis, (struct tick_names){letters, 7}, eight_each, NULL, gap);
            assert_true(count >= 1 && count <= 7);
            assert_string_equal(tick[0].label, "a");
            size_t step = count > 1 ? (size_t)(tick[1].value + 0.5) : 7;
            double class = (pixels - 1) / 7;
            for (size_t i = 0; i < count; i++) {
                assert_string_equal(tick[i].label, letters[i * step]);
                CHECK_NEAR(tick[i].pixel, class * ((double)(i * step) + 0.5), 1e-9); /* rounding of a product */
            }
            for (size_t i = 0; i + 1 < count; i++)
                assert_true(tick[i + 1].pixel - tick[i].pixel >= 8 + gap - 1e-9);
            if (step > 1 && pixels > 1 && count > 1) /* every closer step would not have fitted */
                assert_true((double)(step - 1) * class < 8 + gap + 1e-9);
        }
}

/* Names beyond the visible part have no tick. */
static void names_beyond_the_axis_are_left_out(void **state)
{
    (void)state;
    struct axis axis = {.first = 1.6, .last = 4.4, .pixels = 100};
    struct tick tick[16];
    assert_int_equal(tick_names_place(tick, 16, &axis, (struct tick_names){letters, 7}, eight_each, NULL, 2), 3);
    assert_string_equal(tick[0].label, "c");
    assert_string_equal(tick[2].label, "e");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_apart_and_as_many_as_fit),
        cmocka_unit_test(names_beyond_the_axis_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
