/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quotients of rates are exact in decimal, and the fractions proposed instead are the nearest. */
#include "check.h"

#include "base/fraction.h"

#include <stdbool.h>

__extension__ typedef __int128 wide;
#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static const struct {
    struct ratio a, b;
    int64_t over, under;
} exact[] = {
    {{44100, 1}, {666666.667, 1}, 44100000, 666666667},
    {{16000, 1}, {44100, 1}, 160, 441},
    {{44100, 1}, {48000, 1}, 147, 160},
    {{48000, 1}, {48000, 1}, 1, 1},
    {{96000, 1}, {48000, 1}, 2, 1},
    {{44100, 27}, {44100, 8}, 8, 27},
    {{44100, 8}, {44100, 1}, 1, 8},
    {{666666.667, 7}, {666666.667, 1}, 1, 7},
    {{0.1, 1}, {0.3, 1}, 1, 3}, /* as written: the doubles are no thirds of each other */
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
        if (fraction.over != exact[i].over || fraction.under != exact[i].under)
            fail_msg("row %zu is %lld/%lld", i, (long long)fraction.over, (long long)fraction.under);
    }
}

/* value: over / under, whose terms are too great. The neighbours were computed with integers by another program. */
static const struct {
    struct ratio a, b;
    int64_t over, under;
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

static bool less(struct fraction a, int64_t over, int64_t under)
{
    return (wide)a.over * under < (wide)over * a.under;
}

static void neighbours_are_the_nearest(void **state)
{
    (void)state;
    EACH (i, near) {
        struct fraction fraction = {-1, -1}, below = {-1, -1}, above = {-1, -1};
        assert_non_null(fraction_of(&fraction, near[i].a, near[i].b, &below, &above));
        if (below.over != near[i].below.over || below.under != near[i].below.under ||
            above.over != near[i].above.over || above.under != near[i].above.under)
            fail_msg("row %zu: %lld/%lld and %lld/%lld", i, (long long)below.over, (long long)below.under,
                     (long long)above.over, (long long)above.under);
        assert_true(less(below, near[i].over, near[i].under) && !less(above, near[i].over, near[i].under));
        /* neighbours in the tree, and nothing between them has terms that are small enough */
        assert_true((wide)above.over * below.under - (wide)below.over * above.under == 1);
        assert_true(below.over + above.over > MOST_TERM || below.under + above.under > MOST_TERM);
    }
}

/* Terms that do not fit into 128 bits are refused too, without a wrong fraction. */
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
        assert_true(below.over >= 0 && below.under >= 1 && below.over <= MOST_TERM && below.under <= MOST_TERM);
        assert_true(above.over >= 1 && above.under >= 0 && above.over <= MOST_TERM && above.under <= MOST_TERM);
        assert_true((wide)below.over * above.under < (wide)above.over * below.under);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quotients_are_exact),
                                       cmocka_unit_test(neighbours_are_the_nearest),
                                       cmocka_unit_test(too_much_is_refused)};
    return cmocka_run_group_tests_name("fraction", tests, NULL, NULL);
}
