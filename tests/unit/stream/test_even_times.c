/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rate of rows is found in rounded times, and times that are not even are noticed. */
#include "check.h"
#include "stream/even_times.h"

#include <stdlib.h>

static double rounded(double time, double half)
{
    return floor(time / (2 * half) + 0.5) * (2 * half);
}

static void rates_are_found(void **state)
{
    (void)state;
    static const struct {
        double num, den, half;
    } rows[] = {{125, 2, 5e-7}, {11025, 64, 5e-8}, {100, 1, 5e-7}, {44100, 77, 5e-8}, {1, 60, 5e-7}, {48000, 1, 5e-10}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct even_times times;
        struct ratio rate;
        even_times_create(&times, rows[i].half);
        for (int k = 0; k < 1000; k++)
            assert_true(even_times_push(&times, rounded(0.0123 + k * rows[i].den / rows[i].num, rows[i].half)));
        assert_true(even_times_rate(&times, &rate));
        assert_true(even_times_agree(&times, (struct ratio){rows[i].num, rows[i].den}));
        assert_true(rate.num * rows[i].den == rows[i].num * rate.den);
        assert_false(even_times_agree(&times, (struct ratio){rows[i].num * 1.01, rows[i].den}));
    }
}

/* A time that is off by more than two units of the last decimal, anywhere, is refused; so is one that does not rise. */
static void uneven_times_are_refused(void **state)
{
    (void)state;
    for (int wrong = 1; wrong < 40; wrong++)
        for (int sign = -1; sign <= 1; sign += 2) {
            struct even_times times;
            bool even = true;
            even_times_create(&times, 0.0005);
            for (int k = 0; even && k < 100; k++)
                even = even_times_push(&times, 0.01 * k + (k == wrong ? 0.0041 * sign : 0));
            assert_false(even);
        }
    struct even_times still;
    even_times_create(&still, 1e-7);
    assert_true(even_times_push(&still, 1));
    assert_false(even_times_push(&still, 0.5));
}

static void one_time_has_no_rate(void **state)
{
    (void)state;
    struct even_times times;
    struct ratio rate;
    even_times_create(&times, 0.5);
    assert_false(even_times_rate(&times, &rate));
    even_times_push(&times, 3);
    assert_false(even_times_rate(&times, &rate));
    assert_true(even_times_agree(&times, (struct ratio){7, 1}));
    assert_true(even_times_push(&times, 4)); /* the decimals permit distances from 0 to 2 */
    assert_true(even_times_rate(&times, &rate));
    CHECK_NEAR(ratio_value(rate), 1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rates_are_found), cmocka_unit_test(uneven_times_are_refused),
                                       cmocka_unit_test(one_time_has_no_rate)};
    return cmocka_run_group_tests_name("even_times", tests, NULL, NULL);
}
