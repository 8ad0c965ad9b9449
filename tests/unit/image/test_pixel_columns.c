/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/pixel_columns.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 3, MOST_ROWS = 700 };

static double same_place(const void *user, double pixel)
{
    (void)user;
    return pixel;
}

static float number_at(int64_t row, size_t k)
{
    return (float)((row * 7919 + (int64_t)k * 104729 + 11) % 1009);
}

/* The column of a row, as pixel_columns.h describes it. */
static size_t naive_column(int64_t row, int64_t rows, size_t width)
{
    int64_t group = 1;
    if (rows < (int64_t)width)
        return (size_t)row;
    while ((rows + group - 1) / group > 4 * (int64_t)width)
        group *= 2;
    const double middle = ((double)(row / group) + 0.5) * (double)group;
    const size_t column = (size_t)floor(middle * (double)width / (double)rows);
    return column < width ? column : width - 1;
}

static int by_value(const void *one, const void *other)
{
    const float a = *(const float *)one, b = *(const float *)other;
    return (a > b) - (a < b);
}

/* The pool of values[count]; for an even count, the median is the mean of the two in the middle. */
static double pooled(float *values, size_t count, enum pool pool)
{
    double most = -INFINITY, sum = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, (double)values[i]);
        sum += (double)values[i];
    }
    qsort(values, count, sizeof *values, by_value);
    return pool == POOL_MAX    ? most
           : pool == POOL_MEAN ? sum / (double)count
                               : ((double)values[(count - 1) / 2] + (double)values[count / 2]) / 2;
}

/* slots[*count][numbers] out, copied */
static void run(float *slots, size_t *count, struct pixel_columns_setting setting, int64_t rows)
{
    struct pixel_columns *columns = pixel_columns_create(&setting);
    for (int64_t row = 0; row < rows; row++) {
        float numbers[NUMBERS];
        for (size_t k = 0; k < NUMBERS; k++)
            numbers[k] = number_at(row, k);
        pixel_columns_push(columns, numbers);
    }
    const float *found = pixel_columns_end(columns, count);
    assert_int_equal(pixel_columns_rows(columns), rows);
    if (found != NULL)
        memcpy(slots, found, *count * NUMBERS * sizeof *slots);
    else
        assert_int_equal(*count, 0);
    pixel_columns_destroy(columns);
}

static void check_columns(const float *slots, size_t count, int64_t rows, size_t (*column_of)(int64_t, int64_t, size_t),
                          size_t width, enum pool pool, double tolerance)
{
    float values[MOST_ROWS];
    for (size_t column = 0; column < count; column++)
        for (size_t k = 0; k < NUMBERS; k++) {
            size_t held = 0;
            for (int64_t row = 0; row < rows; row++)
                if (column_of(row, rows, width) == column)
                    values[held++] = number_at(row, k);
            assert_true(held > 0);
            CHECK_NEAR((double)slots[column * NUMBERS + k], pooled(values, held, pool), tolerance);
        }
}

/* Every width and number of rows, known or not, compared with the naive method; there are as many columns as can be. */
static void columns_are_the_naive_ones(void **state)
{
    (void)state;
    static const size_t widths[] = {1, 2, 3, 5, 8, 13, 40};
    struct pixel_lines *lines = pixel_lines_create(NUMBERS, NUMBERS, same_place, NULL, false);
    float known[MOST_ROWS * NUMBERS], unknown[MOST_ROWS * NUMBERS];
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        for (int64_t rows = 1; rows < MOST_ROWS; rows += rows < 8 * (int64_t)widths[i] + 2 ? 1 : 37)
            for (enum pool pool = POOL_MAX; pool <= POOL_MEDIAN; pool++) {
                const size_t want = rows < (int64_t)widths[i] ? (size_t)rows : widths[i];
                struct pixel_columns_setting setting = {
                    .pooling = {.pool = pool, .numbers = NUMBERS, .lines = lines, .low = 0, .high = 1009},
                    .rows = rows,
                    .width = widths[i]};
                /* a mean is rounded to float at most once per doubling, of ten; a median is exact to half a step */
                const double tolerance = pool == POOL_MAX    ? 0
                                         : pool == POOL_MEAN ? 1009 * 10 * 6e-8
                                                             : 0.5 * 1009 / 2047 + 1e-3;
                size_t count = 0;
                run(known, &count, setting, rows);
                assert_int_equal(count, want);
                check_columns(known, count, rows, naive_column, widths[i], pool, tolerance);
                if (pool == POOL_MEDIAN)
                    continue;
                setting.rows = -1;
                run(unknown, &count, setting, rows);
                assert_int_equal(count, want);
                check_columns(unknown, count, rows, naive_column, widths[i], pool, tolerance);
                if (pool == POOL_MAX)
                    assert_memory_equal(known, unknown, count * NUMBERS * sizeof *known);
            }
    pixel_lines_destroy(lines);
}

/* Row r is zero except for a 1 at its own position: that 1 is in exactly one column. */
static void every_row_counts_once(void **state)
{
    (void)state;
    enum { ROWS = 210 };
    struct pixel_lines *lines = pixel_lines_create(ROWS, ROWS, same_place, NULL, false);
    for (size_t width = 1; width <= 70; width += 3)
        for (int64_t rows = 1; rows <= ROWS; rows += 19) {
            for (int known = 0; known < 2; known++) {
                const struct pixel_columns_setting setting = {
                    .pooling = {.pool = POOL_MAX, .numbers = ROWS, .lines = lines},
                    .rows = known != 0 ? rows : -1,
                    .width = width};
                struct pixel_columns *columns = pixel_columns_create(&setting);
                float row[ROWS] = {0};
                for (int64_t r = 0; r < rows; r++) {
                    row[r] = 1;
                    pixel_columns_push(columns, row);
                    row[r] = 0;
                }
                size_t count = 0, before = 0;
                const float *slots = pixel_columns_end(columns, &count);
                for (int64_t r = 0; r < rows; r++) {
                    size_t seen = 0, at = 0;
                    for (size_t column = 0; column < count; column++)
                        if (slots[column * ROWS + (size_t)r] == 1) {
                            seen++;
                            at = column;
                        }
                    assert_int_equal(seen, 1);
                    assert_true(at >= before); /* and columns are in the order of time */
                    before = at;
                }
                pixel_columns_destroy(columns);
            }
        }
    pixel_lines_destroy(lines);
}

/* The mean over all columns, weighted by their numbers of rows, is the mean of all rows: none counts twice. */
static void doubling_keeps_the_weights(void **state)
{
    (void)state;
    struct pixel_lines *lines = pixel_lines_create(1, 1, same_place, NULL, false);
    for (int64_t rows = 1; rows < 3000; rows += 7) {
        const struct pixel_columns_setting setting = {
            .pooling = {.pool = POOL_MEAN, .numbers = 1, .lines = lines}, .rows = -1, .width = 1};
        struct pixel_columns *columns = pixel_columns_create(&setting);
        double sum = 0;
        for (int64_t r = 0; r < rows; r++) {
            const float value = number_at(r, 0);
            pixel_columns_push(columns, &value);
            sum += (double)value;
        }
        size_t count = 0;
        const float *slots = pixel_columns_end(columns, &count);
        assert_int_equal(count, 1);
        CHECK_NEAR((double)slots[0], sum / (double)rows,
                   1009 * 14 * 6e-8); /* one rounding each time that cells merge */
        pixel_columns_destroy(columns);
    }
    pixel_lines_destroy(lines);
}

static double scale_in_use;

/* At a fixed scale of a row a column and more, the last column is at least half full, unless it is the only one. */
static size_t fixed_column(int64_t row, int64_t rows, size_t width)
{
    (void)width;
    if (scale_in_use < 1)
        return (size_t)row;
    return (size_t)fmin(floor(((double)row + 0.5) / scale_in_use),
                        fmax(floor((double)rows / scale_in_use + 0.5), 1) - 1);
}

/* A fixed scale: as many columns as the rows need, their number known or not. */
static void columns_of_a_fixed_length(void **state)
{
    (void)state;
    static const double scales[] = {0.25, 1, 1.5, 2, 2.5, 7, 33.3, 1000};
    struct pixel_lines *lines = pixel_lines_create(NUMBERS, NUMBERS, same_place, NULL, false);
    float slots[MOST_ROWS * NUMBERS];
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        for (int64_t rows = 1; rows < MOST_ROWS; rows += 23)
            for (enum pool pool = POOL_MAX; pool <= POOL_MEDIAN; pool++)
                for (int known = pool == POOL_MEDIAN ? 1 : 0; known < 2; known++) {
                    const struct pixel_columns_setting setting = {
                        .pooling = {.pool = pool, .numbers = NUMBERS, .lines = lines, .low = 0, .high = 1009},
                        .rows = known != 0 ? rows : -1,
                        .rows_per_column = scales[i]};
                    /* a mean is rounded to a float, and again where two are merged; a median is found to half a step */
                    const double tolerance = pool == POOL_MAX    ? 0
                                             : pool == POOL_MEAN ? 1009 * 2 * 6e-8
                                                                 : 0.5 * 1009 / 2047 + 1e-3;
                    size_t count = 0;
                    scale_in_use = scales[i];
                    run(slots, &count, setting, rows);
                    assert_int_equal(count, fixed_column(rows - 1, rows, 0) + 1);
                    check_columns(slots, count, rows, fixed_column, 0, pool, tolerance);
                }
    pixel_lines_destroy(lines);
}

static void no_rows_are_no_columns(void **state)
{
    (void)state;
    struct pixel_lines *lines = pixel_lines_create(NUMBERS, NUMBERS, same_place, NULL, false);
    for (int64_t rows = -1; rows <= 0; rows++) {
        const struct pixel_columns_setting setting = {
            .pooling = {.pool = POOL_MAX, .numbers = NUMBERS, .lines = lines}, .rows = rows, .width = 10};
        size_t count = 1;
        struct pixel_columns *columns = pixel_columns_create(&setting);
        assert_null(pixel_columns_end(columns, &count));
        assert_int_equal(count, 0);
        pixel_columns_destroy(columns);
    }
    pixel_columns_destroy(NULL);
    pixel_lines_destroy(lines);
}

/* Rows beyond the announced number change nothing. */
static void rows_beyond_the_announced_are_ignored(void **state)
{
    (void)state;
    struct pixel_lines *lines = pixel_lines_create(NUMBERS, NUMBERS, same_place, NULL, false);
    const struct pixel_columns_setting setting = {
        .pooling = {.pool = POOL_MAX, .numbers = NUMBERS, .lines = lines}, .rows = 10, .width = 4};
    struct pixel_columns *columns = pixel_columns_create(&setting);
    const float one[NUMBERS] = {1, 1, 1}, two[NUMBERS] = {2, 2, 2};
    for (int i = 0; i < 20; i++)
        pixel_columns_push(columns, i < 10 ? one : two);
    size_t count = 0;
    const float *slots = pixel_columns_end(columns, &count);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count * NUMBERS; i++)
        assert_true(slots[i] == 1);
    pixel_columns_destroy(columns);
    pixel_lines_destroy(lines);
}

/* Makes the columns in `parts`, the last part first; slots[expected][NUMBERS] out. */
static void run_parts(float *slots, struct pixel_columns_setting setting, size_t parts)
{
    struct pixel_columns *columns = pixel_columns_create(&setting);
    size_t expected = pixel_columns_expected(columns);
    float *taken = malloc(expected * NUMBERS * sizeof *taken);
    for (size_t part = parts; part-- > 0;) {
        size_t first = expected * part / parts, end = expected * (part + 1) / parts;
        if (first == end)
            continue;
        pixel_columns_begin(columns, first);
        for (int64_t row = pixel_columns_first_row(columns, first); row < pixel_columns_first_row(columns, end);
             row++) {
            float numbers[NUMBERS];
            for (size_t k = 0; k < NUMBERS; k++)
                numbers[k] = number_at(row, k);
            pixel_columns_push(columns, numbers);
        }
        pixel_columns_take(columns, taken + first * NUMBERS, first, end);
    }
    pixel_columns_set(columns, taken);
    size_t count = 0;
    const float *found = pixel_columns_end(columns, &count);
    assert_int_equal(count, expected);
    assert_int_equal(pixel_columns_rows(columns), setting.rows);
    memcpy(slots, found, count * NUMBERS * sizeof *slots);
    free(taken);
    pixel_columns_destroy(columns);
}

/* To the bit, for every pool, width and scale. */
static void parts_make_the_same_columns(void **state)
{
    (void)state;
    struct pixel_lines *lines = pixel_lines_create(NUMBERS, NUMBERS, same_place, NULL, false);
    static const size_t widths[] = {0, 1, 7, 40};
    static const double scales[] = {0.5, 1, 2.5, 30};
    float whole[MOST_ROWS * NUMBERS], parted[MOST_ROWS * NUMBERS];
    for (size_t w = 0; w < 4; w++)
        for (size_t scale = 0; scale < (widths[w] == 0 ? 4 : 1); scale++)
            for (int64_t rows = 1; rows < MOST_ROWS; rows += rows < 20 ? 1 : 97)
                for (enum pool pool = POOL_MAX; pool <= POOL_MEDIAN; pool++) {
                    struct pixel_columns_setting setting = {
                        .pooling = {.pool = pool, .numbers = NUMBERS, .lines = lines, .high = 1009},
                        .rows = rows,
                        .width = widths[w],
                        .rows_per_column = scales[scale]};
                    size_t count = 0;
                    run(whole, &count, setting, rows);
                    for (size_t parts = 2; parts <= 5; parts += 3) {
                        run_parts(parted, setting, parts);
                        assert_memory_equal(parted, whole, count * NUMBERS * sizeof *whole);
                    }
                }
    pixel_lines_destroy(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_the_naive_ones),
        cmocka_unit_test(every_row_counts_once),
        cmocka_unit_test(doubling_keeps_the_weights),
        cmocka_unit_test(columns_of_a_fixed_length),
        cmocka_unit_test(parts_make_the_same_columns),
        cmocka_unit_test(no_rows_are_no_columns),
        cmocka_unit_test(rows_beyond_the_announced_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
