/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/pixel_lines.h"
#include "image/pooling.h"

#include <stdbool.h>
#include <stdlib.h>

enum { MOST = 120 };

/* The position of a pixel: first + (last - first) * (pixel / (pixels - 1)) ^ bend, beyond the ends too. */
struct axis {
    double first, last, bend;
    size_t pixels;
};

static double place(const void *user, double pixel)
{
    const struct axis *axis = user;
    const double share = axis->pixels > 1 ? pixel / (double)(axis->pixels - 1) : pixel + 0.5;
    return axis->first + (axis->last - axis->first) * copysign(pow(fabs(share), axis->bend), share);
}

/* All pairs of sizes; linear axes over all numbers and over some, and nonlinear ones. */
static void for_all(void (*test)(const struct axis *axis, size_t numbers, bool interpolate))
{
    static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 16, 17, 33, 64, 100, MOST};
    static const double parts[][3] = {{0, 1, 1}, {0.2, 0.7, 1}, {0.5, 0.51, 1}, {0, 1, 2}, {0.01, 1, 3}};
    enum { SIZES = sizeof sizes / sizeof *sizes, PARTS = sizeof parts / sizeof *parts };
    for (size_t i = 0; i < SIZES * SIZES * PARTS * 2; i++) {
        const size_t pixels = sizes[i % SIZES], numbers = sizes[i / SIZES % SIZES];
        const double *part = parts[i / SIZES / SIZES % PARTS], end = (double)numbers - 1;
        const struct axis axis = {part[0] * end, part[1] * end, part[2], pixels};
        test(&axis, numbers, i / SIZES / SIZES / PARTS != 0);
    }
}

static void fill(float *row, size_t numbers)
{
    for (size_t k = 0; k < numbers; k++)
        row[k] = (float)((k * 7919 + 13) % 1009);
}

/* The value of a pixel: the pool of the numbers between its edges, or if there are none, its two neighbours' value. */
static double naive(const struct axis *axis, size_t numbers, const float *row, size_t pixel, enum pool pool,
                    bool interpolate)
{
    const double slack = 1e-9 * (double)numbers, low = place(axis, (double)pixel - 0.5),
                 high = place(axis, (double)pixel + 0.5);
    double most = -INFINITY, sum = 0;
    size_t count = 0;
    for (size_t k = 0; k < numbers; k++) {
        const double at = (double)k + slack;
        const bool last = pixel == axis->pixels - 1 && k == numbers - 1 && fabs(high - (double)k) <= 2 * slack;
        if (at < low || (at >= high && !last))
            continue;
        most = fmax(most, (double)row[k]);
        sum += (double)row[k];
        count++;
    }
    if (count > 0)
        return pool == POOL_MAX ? most : sum / (double)count;
    const double at = fmin(fmax(place(axis, (double)pixel), 0), (double)numbers - 1), floored = floor(at);
    if (!interpolate)
        return (double)row[(size_t)floor(at + 0.5)];
    const double one = (double)row[(size_t)floored],
                 other = (double)row[(size_t)fmin(floored + 1, (double)numbers - 1)];
    return one + (at - floored) * (other - one);
}

static void test_naive(const struct axis *axis, size_t numbers, bool interpolate)
{
    float row[MOST], line[MOST], *slots = NULL;
    fill(row, numbers);
    struct pixel_lines *lines = pixel_lines_create(axis->pixels, numbers, place, axis, interpolate);
    slots = calloc(pixel_lines_slots(lines), sizeof *slots);
    for (enum pool pool = POOL_MAX; pool <= POOL_MEAN; pool++) {
        (pool == POOL_MAX ? pixel_lines_max : pixel_lines_mean)(lines, slots, row);
        pixel_lines_draw(lines, line, slots);
        for (size_t i = 0; i < axis->pixels;
             i++) /* numbers to 1009, in single precision: fraction, difference, product, sum */
            CHECK_NEAR((double)line[i], naive(axis, numbers, row, i, pool, interpolate), 1009 * 4 * 6e-8);
    }
    free(slots);
    pixel_lines_destroy(lines);
}

static void pixels_show_what_lies_on_them(void **state)
{
    (void)state;
    for_all(test_naive);
}

/* At most two slots a pixel, each of existing numbers, in ascending order. */
static void test_slots(const struct axis *axis, size_t numbers, bool interpolate)
{
    struct pixel_lines *lines = pixel_lines_create(axis->pixels, numbers, place, axis, interpolate);
    const size_t slots = pixel_lines_slots(lines);
    assert_in_range(slots, 1, 2 * axis->pixels);
    size_t before = 0;
    for (size_t i = 0; i < slots; i++) {
        size_t first = 0, end = 0;
        pixel_lines_slot(lines, i, &first, &end);
        assert_true(first < end && end <= numbers && end > before);
        before = first;
    }
    pixel_lines_destroy(lines);
}

static void slots_are_few_and_in_order(void **state)
{
    (void)state;
    for_all(test_slots);
}

/* A single high number is the maximum of the line, if its position is on the axis. */
static void test_nothing_vanishes(const struct axis *axis, size_t numbers, bool interpolate)
{
    struct pixel_lines *lines = pixel_lines_create(axis->pixels, numbers, place, axis, interpolate);
    float row[MOST] = {0}, line[MOST], *slots = calloc(pixel_lines_slots(lines), sizeof *slots);
    for (size_t k = 0; k < numbers; k++) {
        if ((double)k < axis->first || (double)k > axis->last || axis->bend != 1)
            continue;
        row[k] = 1;
        pixel_lines_max(lines, slots, row);
        pixel_lines_draw(lines, line, slots);
        float most = 0;
        for (size_t i = 0; i < axis->pixels; i++)
            most = fmaxf(most, line[i]);
        assert_true(most >= 0.5F); /* at worst it is midway between two pixels that are closer than numbers */
        row[k] = 0;
    }
    free(slots);
    pixel_lines_destroy(lines);
}

static void nothing_vanishes(void **state)
{
    (void)state;
    for_all(test_nothing_vanishes);
}

/* One pixel a number: the line is the row, bit for bit. */
static void one_pixel_a_number_is_a_copy(void **state)
{
    (void)state;
    float row[MOST], slots[2 * MOST], line[MOST];
    fill(row, MOST);
    for (size_t n = 1; n <= MOST; n++) {
        const struct axis axis = {0, (double)n - 1, 1, n};
        struct pixel_lines *lines = pixel_lines_create(n, n, place, &axis, true);
        assert_int_equal(pixel_lines_slots(lines), n);
        pixel_lines_max(lines, slots, row);
        pixel_lines_draw(lines, line, slots);
        assert_memory_equal(line, row, n * sizeof *row);
        pixel_lines_destroy(lines);
    }
    pixel_lines_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_show_what_lies_on_them),
        cmocka_unit_test(slots_are_few_and_in_order),
        cmocka_unit_test(nothing_vanishes),
        cmocka_unit_test(one_pixel_a_number_is_a_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
