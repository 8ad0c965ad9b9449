/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/pooling.h"

enum { NUMBERS = 6 };

static double place(const void *user, double pixel)
{
    (void)user;
    return 2 * pixel + 0.5; /* two numbers a pixel */
}

/* Three slots of two numbers. */
static struct pixel_lines *pairs(void)
{
    struct pixel_lines *lines = pixel_lines_create(NUMBERS / 2, NUMBERS, place, NULL, false);
    assert_int_equal(pixel_lines_slots(lines), 3);
    return lines;
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(pool_name(POOL_MAX), "max");
    assert_string_equal(pool_name(POOL_MEAN), "mean");
    assert_string_equal(pool_name(POOL_MEDIAN), "median");
    assert_null(pool_name(3));
    for (enum pool pool = POOL_MAX; pool <= POOL_MEDIAN; pool++) {
        assert_int_equal(pool_needs_count(pool), pool == POOL_MEDIAN);
        assert_int_equal(pool_needs_bounds(pool), pool == POOL_MEDIAN);
    }
}

/* Rows and the numbers of a slot are pooled; the second pool does not contain rows of the first. */
static void pools_rows_and_slots(void **state)
{
    (void)state;
    static const float rows[][NUMBERS] = {{1, 2, 10, 20, -1, -2}, {3, 4, 30, 40, -3, -4}, {8, 0, 0, 0, 0, 0}};
    static const double want[][3] = {
        [POOL_MAX] = {8, 40, 0}, [POOL_MEAN] = {3, 100.0 / 6, -10.0 / 6}, [POOL_MEDIAN] = {2.5, 15, -1.5}};
    struct pixel_lines *lines = pairs();
    for (enum pool pool = POOL_MAX; pool <= POOL_MEDIAN; pool++) {
        const double step = 2047 / 16.0; /* of the median */
        struct pooling *pooling = pooling_create(&(struct pooling_setting){
            .pool = pool, .numbers = NUMBERS, .lines = lines, .low = -step, .high = 15 * step});
        for (int time = 0; time < 2; time++) {
            float slots[3];
            for (size_t i = 0; i < 3; i++) {
                assert_int_equal(pooling_rows(pooling), i);
                pooling_push(pooling, rows[i]);
            }
            pooling_take(pooling, slots);
            assert_int_equal(pooling_rows(pooling), 0);
            for (size_t i = 0; i < 3; i++) /* rounding of a mean of up to 40; half a step of the median */
                CHECK_NEAR((double)slots[i], want[pool][i], pool == POOL_MEAN ? 40 * 6e-8 : pool == POOL_MAX ? 0 : 0.5);
            pooling_push(pooling, rows[1]);
            pooling_take(pooling, slots);
            CHECK_NEAR((double)slots[1], pool == POOL_MAX ? 40 : 35, pool == POOL_MEDIAN ? 0.5 : 0);
        }
        pooling_destroy(pooling);
    }
    pooling_destroy(NULL);
    pixel_lines_destroy(lines);
}

/* Of an even count the two in the middle: of decibels their mean power, of other numbers their mean; of an odd, one. */
static void medians_are_those_of_powers(void **state)
{
    (void)state;
    static const float row[NUMBERS] = {-20, -80, -30, -33, 7, 7};
    struct pixel_lines *lines = pairs();
    for (int decibel = 0; decibel <= 1; decibel++) {
        struct pooling *pooling = pooling_create(&(struct pooling_setting){
            .pool = POOL_MEDIAN, .numbers = NUMBERS, .lines = lines, .low = -200, .high = 60, .decibel = decibel != 0});
        float slots[3];
        pooling_push(pooling, row);
        pooling_take(pooling, slots);
        for (size_t i = 0; i < 3; i++) {
            const double a = (double)row[2 * i], b = (double)row[2 * i + 1];
            const double power = 10 * log10((pow(10, a / 10) + pow(10, b / 10)) / 2);
            CHECK_NEAR((double)slots[i], decibel != 0 ? power : (a + b) / 2, 0.5 * 260 / 2047 + 1e-5);
        }
        pooling_destroy(pooling);
    }
    pixel_lines_destroy(lines);
}

/* Numbers outside the bounds count as the nearest bound, and NaN as the lower one. */
static void bounds_hold_the_median(void **state)
{
    (void)state;
    static const float row[NUMBERS] = {1e9F, 1e9F, -1e9F, -1e9F, NAN, NAN};
    struct pixel_lines *lines = pairs();
    struct pooling *pooling = pooling_create(
        &(struct pooling_setting){.pool = POOL_MEDIAN, .numbers = NUMBERS, .lines = lines, .low = -200, .high = 60});
    float slots[3];
    pooling_push(pooling, row);
    pooling_take(pooling, slots);
    CHECK_NEAR((double)slots[0], 60, 0);
    CHECK_NEAR((double)slots[1], -200, 0);
    CHECK_NEAR((double)slots[2], -200, 0);
    pooling_destroy(pooling);
    pixel_lines_destroy(lines);
}

static void pools_merge_by_share(void **state)
{
    (void)state;
    static const float want[][2] = {[POOL_MAX] = {8, 4}, [POOL_MEAN] = {5, 1}};
    for (enum pool pool = POOL_MAX; pool <= POOL_MEAN; pool++) {
        float into[] = {4, 4};
        static const float other[] = {8, -8};
        pool_merge(pool, into, other, 0.25, 2);
        assert_memory_equal(into, want[pool], sizeof into); /* quarters of small integers: exact */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(pools_rows_and_slots),
        cmocka_unit_test(medians_are_those_of_powers),
        cmocka_unit_test(bounds_hold_the_median),
        cmocka_unit_test(pools_merge_by_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
