/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every text equals that of snprintf, byte for byte, and nothing is written beyond the buffer. */
#include "check.h"

#include "base/decimal.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static void check_text(const char *text, size_t length, const char *form, double value, int digits)
{
    char want[DECIMAL_ROOM];
    size_t size = (size_t)(*form == 'g' ? snprintf(want, sizeof want, "%.*g", digits, value)
                                        : snprintf(want, sizeof want, "%.*f", digits, value));
    if (length == size && memcmp(text, want, size) == 0)
        return;
    print_error("%%.%d%s of %a is %s, not %.*s\n", digits, form, value, want, length < 400 ? (int)length : 0, text);
    fail();
}

static void check_general(double value, int digits)
{
    char text[DECIMAL_ROOM + 1];
    text[DECIMAL_ROOM] = '\x7f';
    check_text(text, decimal_general(text, value, digits), "g", value, digits);
    assert_int_equal(text[DECIMAL_ROOM], '\x7f');
}

static void check_fixed(double value, int places)
{
    char text[DECIMAL_ROOM + 1];
    text[DECIMAL_ROOM] = '\x7f';
    check_text(text, decimal_fixed(text, value, places), "f", value, places);
    assert_int_equal(text[DECIMAL_ROOM], '\x7f');
}

static void check_all(double value)
{
    for (int digits = 1; digits <= DECIMAL_MOST; digits++) {
        check_general(value, digits);
        check_general(-value, digits);
    }
    for (int places = 0; places <= DECIMAL_MOST; places++) {
        check_fixed(value, places);
        check_fixed(-value, places);
    }
}

/* The value and its neighbours, among doubles and among floats. */
static void check_around(double value)
{
    check_all(value);
    check_all(nextafter(value, INFINITY));
    check_all(nextafter(value, -INFINITY));
    if (fabs(value) < (double)FLT_MAX) {
        check_all((double)nextafterf((float)value, INFINITY));
        check_all((double)nextafterf((float)value, -INFINITY));
    }
}

/* xorshift64, Marsaglia 2003 */
static uint64_t draw(void)
{
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static void special_numbers_are_those_of_printf(void **state)
{
    static const double values[] = {0,
                                    INFINITY,
                                    NAN,
                                    DBL_MAX,
                                    DBL_MIN,
                                    DBL_TRUE_MIN,
                                    DBL_EPSILON,
                                    1e15,
                                    1e16,
                                    (double)FLT_MAX,
                                    (double)FLT_MIN,
                                    (double)FLT_TRUE_MIN,
                                    0x1p63,
                                    0x1p64,
                                    0x1.fffffffffffffp62,
                                    0x1.fffffffffffffp-1,
                                    9.9999995,
                                    999999.95};
    (void)state;
    EACH (i, values)
        check_all(values[i]);
}

static void powers_and_their_neighbours_are_those_of_printf(void **state)
{
    (void)state;
    for (int e = -160; e <= 160; e++)
        check_around(ldexp(1, e));
    for (int e = -60; e <= 40; e++)
        check_around(pow(10, e)); /* whether or not pow is exact */
    for (int e = -1074; e < 1024; e++)
        check_general(ldexp(1, e), 1 + (e + 1074) % DECIMAL_MOST);
}

/*
 * Odd multiples of 2^-s end in a 5 at decimal s, so with s - 1 decimals they are ties. So are odd multiples of half a
 * power of ten.
 */
static void ties_go_to_the_even_digit(void **state)
{
    static const double values[] = {0.5, 1.5, 2.5, 0.125, 0.375, 1.5e-5, 2.5e-5, 1e-5, 9.5, 99.5, 0.05, 0.15, 0.25};
    (void)state;
    char text[DECIMAL_ROOM];
    assert_int_equal(decimal_fixed(text, 2.5, 0), 1);
    assert_int_equal(text[0], '2');
    assert_int_equal(decimal_general(text, 0.375, 2), 4);
    assert_memory_equal(text, "0.38", 4);
    EACH (i, values)
        check_around(values[i]);
    for (int s = 1; s <= 18; s++)
        for (int i = 0; i < 200; i++) {
            double value = ldexp((double)(2 * (draw() >> (11 + draw() % 50)) + 1), -s);
            check_fixed(value, s - 1);
            for (int digits = 1; digits <= DECIMAL_MOST; digits++)
                check_general(value, digits);
        }
    for (double unit = 10; unit < 1e18; unit *= 10)
        for (int i = 1; i < 400; i++)
            for (int digits = 1; digits <= 4; digits++) {
                check_general((i + 0.5) * unit, digits);
                check_general((i + 0.5) * unit + 0.25, digits);
            }
}

static void whole_numbers_are_those_of_printf(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        check_general(i, 1 + i % DECIMAL_MOST);
        check_general(i, 9);
        check_fixed(i, i % (DECIMAL_MOST + 1));
    }
    for (int i = 0; i < 100000; i++)
        check_general((double)(draw() >> draw() % 64), 1 + i % DECIMAL_MOST);
}

/* Floats of all bit patterns, and of the magnitudes that occur in spectra. */
static void floats_are_those_of_printf(void **state)
{
    (void)state;
    for (int i = 0; i < 3000000; i++) {
        uint64_t random = draw();
        uint32_t bits = (uint32_t)(random >> 32), few = 87 + (bits >> 23) % 64; /* 2^-40 to 2^24 */
        float value;
        if (i % 2 == 0)
            bits = (bits & 0x807fffff) | few << 23;
        memcpy(&value, &bits, sizeof value);
        check_general((double)value, i % 4 != 0 ? 6 + i / 4 % 4 : 1 + i / 4 % DECIMAL_MOST);
    }
}

static void doubles_are_those_of_printf(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        uint64_t bits = draw(), few = 1023 - 80 + (bits >> 52) % 144; /* 2^-80 to 2^63 */
        double value;
        if (i % 8 != 0)
            bits = (bits & 0x800fffffffffffff) | few << 52;
        memcpy(&value, &bits, sizeof value);
        if (i % 4 == 0)
            check_fixed(value, i / 8 % (DECIMAL_MOST + 1));
        else
            check_general(value, 1 + i / 4 % DECIMAL_MOST);
    }
}

static void times_are_those_of_printf(void **state)
{
    static const double steps[] = {160.0 / 16000, 256 / 44100.0, 1 / 48000.0, 512 / 384000.0, 0.5};
    (void)state;
    EACH (s, steps)
        for (int i = 0; i < 30000; i++) {
            check_fixed(i * steps[s], i % (DECIMAL_MOST + 1));
            check_fixed(i * steps[s], 6);
            check_fixed(1.7e9 + i * steps[s], 6);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(special_numbers_are_those_of_printf),
                                       cmocka_unit_test(powers_and_their_neighbours_are_those_of_printf),
                                       cmocka_unit_test(ties_go_to_the_even_digit),
                                       cmocka_unit_test(whole_numbers_are_those_of_printf),
                                       cmocka_unit_test(floats_are_those_of_printf),
                                       cmocka_unit_test(doubles_are_those_of_printf),
                                       cmocka_unit_test(times_are_those_of_printf)};
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
