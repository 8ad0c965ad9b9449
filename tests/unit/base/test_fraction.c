/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quotients of rates are exact in decimal, and the fractions proposed instead are the nearest. */
#include "check.h"

#include "base/fraction.h"

#include <stdbool.h>

__extension__ typedef __int128 wide;
#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static const struct {
    struct ratio a, b;
    int64_t num, den;
} exact[] = {
    {{44100, 1}, {666666.667, 1}, 44100000, 666666667},
    {{16000, 1}, {44100, 1}, 160, 441},
    {{44100, 1}, {48000, 1}, 147, 160},
    {{48000, 1}, {48000, 1}, 1, 1},
    {{96000, 1}, {48000, 1}, 2, 1},
    {{44100, 27}, {44100, 8}, 8, 27},
    {{44100, 8}, {44100, 1}, 1, 8},
    {{666666.667, 7}, {666666.667, 1}, 1, 7},
    {{0.1, 1}, {0.3, 1}, 1, 3}, /* by their decimals: the ratio of the doubles is not 1/3 */
    {{0.1, 0.3}, {1, 3}, 1, 1},
    {{22050.5, 1}, {44101, 1}, 1, 2},
    {{1e-10, 1}, {1e-3, 1}, 1, 10000000},
    {{1e300, 1}, {2e300, 1}, 1, 2},
    {{1e-300, 1}, {3e-300, 1}, 1, 3},
    {{999999999, 1}, {1e9, 1}, 999999999, 1000000000},
    {{1, 1}, {1e9, 1}, 1, 1000000000},
    {{1e9, 1}, {1, 1}, 1000000000, 1},
    {{123456.789, 1}, {987654.321, 1}, 13717421, 109739369},
    {{44100, 44.1}, {1e3, 1}, 1, 1},
};

static void quotients_are_exact(void **state)
{
    (void)state;
    EACH (i, exact) {
        struct fraction fraction = {-1, -1}, below = {-1, -1}, above = {-1, -1};
        assert_null(fraction_of(&fraction, exact[i].a, exact[i].b, &below, &above));
        if (fraction.num != exact[i].num || fraction.den != exact[i].den)
            fail_msg("row %zu is %lld/%lld", i, (long long)fraction.num, (long long)fraction.den);
    }
}

/*
 * The quotient is num / den, whose terms are too large. The neighbours were computed with integers by another program.
 */
static const struct {
    struct ratio a, b;
    int64_t num, den;
    struct fraction below, above;
} near[] = {
    {{3.14159265358, 1},
     {44100, 1},
     INT64_C(157079632679),
     INT64_C(2205000000000000),
     {3013, 42294885},
     {71048, 997333883}},
    {{27296.53202688, 1},
     {48000, 1},
     INT64_C(3554235941),
     INT64_C(6250000000),
     {333881117, 587118305},
     {510518518, 897729017}},
    {{433984.1471855, 1},
     {666666.667, 1},
     INT64_C(867968294371),
     INT64_C(1333333334000),
     {497106322, 763632075},
     {354931613, 545229767}},
    {{21495.2226263069, 1},
     {44100, 1},
     INT64_C(214952226263069),
     INT64_C(441000000000000),
     {243920555, 500431964},
     {369180414, 757417429}},
    {{7999.99999999, 1}, {8000, 1}, INT64_C(799999999999), INT64_C(800000000000), {999999999, 1000000000}, {1, 1}},
    {{22050.000001, 1}, {44100.000001, 1}, INT64_C(22050000001), INT64_C(44100000001), {1, 2}, {500000000, 999999999}},
    {{1.00000000001, 1}, {3, 1}, INT64_C(100000000001), INT64_C(300000000000), {1, 3}, {333333333, 999999998}},
    {{3000000.0000001, 1}, {7, 1}, INT64_C(30000000000001), INT64_C(70000000), {3000000, 7}, {999857143, 2333}},
};

static bool less(struct fraction a, int64_t num, int64_t den)
{
    return (wide)a.num * den < (wide)num * a.den;
}

static void neighbours_are_the_nearest(void **state)
{
    (void)state;
    EACH (i, near) {
        struct fraction fraction = {-1, -1}, below = {-1, -1}, above = {-1, -1};
        assert_non_null(fraction_of(&fraction, near[i].a, near[i].b, &below, &above));
        if (below.num != near[i].below.num || below.den != near[i].below.den || above.num != near[i].above.num ||
            above.den != near[i].above.den)
            fail_msg("row %zu: %lld/%lld and %lld/%lld", i, (long long)below.num, (long long)below.den,
                     (long long)above.num, (long long)above.den);
        assert_true(less(below, near[i].num, near[i].den) && !less(above, near[i].num, near[i].den));
        /* neighbours in the Stern-Brocot tree; nothing between them has terms that are small enough */
        assert_true((wide)above.num * below.den - (wide)below.num * above.den == 1);
        assert_true(below.num + above.num > MOST_TERM || below.den + above.den > MOST_TERM);
    }
}

/* Terms that do not fit into 128 bits are refused too, not computed wrongly. */
static void too_much_is_refused(void **state)
{
    (void)state;
    static const struct {
        struct ratio a, b;
    } rows[] = {{{1e300, 1}, {1, 1}},
                {{1, 1}, {1e300, 1}},
                {{1e-300, 1}, {1e300, 1}},
                {{1.2345678901234567, 1.2345678901234569}, {1.2345678901234561, 1.2345678901234563}},
                {{1000000001, 1}, {1, 1}},
                {{1, 1}, {1000000001, 1}},
                {{3.14159265358979, 1}, {44100, 1}}};
    EACH (i, rows) {
        struct fraction fraction = {7, 9}, below = {-1, -1}, above = {-1, -1};
        assert_non_null(fraction_of(&fraction, rows[i].a, rows[i].b, &below, &above));
        assert_true(below.num >= 0 && below.den >= 1 && below.num <= MOST_TERM && below.den <= MOST_TERM);
        assert_true(above.num >= 1 && above.den >= 0 && above.num <= MOST_TERM && above.den <= MOST_TERM);
        assert_true((wide)below.num * above.den < (wide)above.num * below.den);
    }
}

/* Tried in the order of their denominators: no fraction in the interval has a smaller one. */
static void simplest_has_the_smallest_terms(void **state)
{
    (void)state;
    static const double middles[] = {172.265625, 1, 62.5, 0.001, 44100, 0.3333333333, 573.123456, 1e6, 12.3};
    static const double widths[] = {0, 1e-12, 1e-9, 1e-6, 1e-3, 0.4};
    EACH (i, middles)
        EACH (k, widths) {
            double low = middles[i] * (1 - widths[k]), high = middles[i] * (1 + widths[k]);
            struct ratio found = fraction_simplest(low, high);
            assert_true(ratio_value(found) >= low * (1 - 1e-15) && ratio_value(found) <= high * (1 + 1e-15));
            for (double den = 1; den < found.den && den < 20000; den++)
                assert_true(ceil(low * den) > high * den);
        }
    struct ratio rate = fraction_simplest(172.2656, 172.2657);
    assert_true(rate.num == 11025 && rate.den == 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotients_are_exact), cmocka_unit_test(neighbours_are_the_nearest),
        cmocka_unit_test(too_much_is_refused), cmocka_unit_test(simplest_has_the_smallest_terms)};
    return cmocka_run_group_tests_name("fraction", tests, NULL, NULL);
}
