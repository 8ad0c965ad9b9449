/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/level_counts.h"

#include <stdlib.h>

enum { MOST = 400 };

static const float empty = -190;

/* Counts levels in lines of at most 9, the first `low` of each near 0 Hz. */
static struct level_counts *counts_of(const float *level, size_t count, size_t low, double least)
{
    float floor[9];
    struct level_counts *counts = level_counts_create(least);
    for (size_t i = 0; i < 9; i++)
        floor[i] = empty;
    for (size_t i = 0; i < count; i += 9) {
        const size_t part = count - i < 9 ? count - i : 9;
        level_counts_add(counts, level + i, floor, part, low < part ? low : part);
    }
    return counts;
}

static void check_ends(const float *level, size_t count, size_t low, double bottom, double top)
{
    struct level_counts *counts = counts_of(level, count, low, (double)-INFINITY);
    CHECK_NEAR(level_counts_top(counts), top, 0);
    CHECK_NEAR(level_counts_bottom(counts, top), bottom, 0);
    level_counts_destroy(counts);
}

static int by_value(const void *one, const void *other)
{
    const float a = *(const float *)one, b = *(const float *)other;
    return (a > b) - (a < b);
}

/* The rule, with all levels sorted. */
static void by_sorting(double ends[2], const float *level, size_t count, size_t low)
{
    float sorted[MOST];
    double greatest = (double)-INFINITY, top = NAN;
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (level[i] > empty && i % 9 >= low)
            greatest = fmax(greatest, (double)level[i]);
    for (size_t i = 0; i < count && low > 0 && isinf(greatest); i++)
        top = level[i] > empty ? fmax(top, (double)level[i]) : top;
    top = 5 * ceil((isinf(greatest) ? top : greatest) / 5);
    for (size_t i = 0; i < count; i++)
        if (level[i] > empty && (double)level[i] >= top - 80)
            sorted[n++] = level[i];
    qsort(sorted, n, sizeof *sorted, by_value);
    const double rank = 0.05 * (double)(n - 1), a = n > 0 ? (double)sorted[(size_t)floor(rank)] : 0;
    const double b = n > 0 ? (double)sorted[(size_t)ceil(rank)] : 0;
    ends[0] = fmin(fmax(5 * floor((a + (rank - floor(rank)) * (b - a)) / 5), top - 80), top - 30);
    ends[1] = top;
}

/* Random levels: loud or faint, wide or narrow, in whole decibels (so that many are multiples of 5) or not. */
static void ends_are_those_of_the_sorted(void **state)
{
    (void)state;
    float level[MOST];
    srand(2);
    for (int round = 0; round < 2000; round++) {
        const size_t count = 1 + (size_t)(rand() % MOST), low = (size_t)(rand() % 4);
        const double middle = rand() % 400 - 200, spread = rand() % 150;
        for (size_t i = 0; i < count; i++) {
            level[i] = (float)(middle + spread * (rand() / (double)RAND_MAX - 0.5));
            level[i] = round % 2 == 0 ? roundf(level[i]) : level[i];
            level[i] = i % 7 == 0 && round % 3 == 0 ? -200 : level[i];
        }
        double ends[2];
        by_sorting(ends, level, count, low);
        if (!isnan(ends[1]))
            check_ends(level, count, low, ends[0], ends[1]);
    }
}

static void steps_are_exact(void **state)
{
    (void)state;
    check_ends((const float[]){-60}, 1, 0, -90, -60);
    check_ends((const float[]){nextafterf(-60, 0)}, 1, 0, -85, -55);
    check_ends((const float[]){nextafterf(-60, -100)}, 1, 0, -90, -60);
    check_ends((const float[]){0, -80}, 2, 0, -80, 0);                   /* 80 dB below the top is within 80 dB */
    check_ends((const float[]){0, nextafterf(-80, -100)}, 2, 0, -30, 0); /* this is not */
    check_ends((const float[]){0, -40, -40, -40}, 4, 0, -40, 0);         /* exactly a multiple of 5 */
    check_ends((const float[]){0, nextafterf(-40, -99)}, 2, 0, -40, 0);  /* between two levels: -38 */
    check_ends((const float[]){3000, 2999}, 2, 0, 1970, 2000);           /* beyond any decibels: still low < high */
}

static void empty_cells_do_not_count(void **state)
{
    (void)state;
    static const float silence[] = {-200, -190, -195};
    struct level_counts *counts = counts_of(silence, 3, 0, (double)-INFINITY);
    assert_true(isnan(level_counts_top(counts)));
    CHECK_NEAR(level_counts_bottom(counts, -20), -100, 0);
    level_counts_destroy(counts);
    check_ends((const float[]){-200, -200, -200, -20}, 4, 0, -50, -20);
}

/* A high cell near 0 Hz does not raise the top, unless there is nothing else; for the bottom it counts. */
static void levels_near_zero_hertz_do_not_raise_the_top(void **state)
{
    (void)state;
    check_ends((const float[]){0, -10, -60, -100}, 4, 2, -95, -60); /* rank 0.15 of 0 to 3: -94 */
    check_ends((const float[]){0, -10, -200, -200}, 4, 2, -30, 0);
    check_ends((const float[]){0, -10}, 2, 2, -30, 0);
}

/* With a given top that is no multiple of 5, levels more than 80 dB below it do not count. */
static void a_given_top_bounds_the_levels(void **state)
{
    (void)state;
    float level[100];
    for (size_t i = 0; i < 100; i++)
        level[i] = i < 90 ? -103 : -60; /* -103 is in the step of -102, which does count */
    struct level_counts *counts = counts_of(level, 100, 0, -102);
    CHECK_NEAR(level_counts_bottom(counts, -22), -60, 0);
    level_counts_destroy(counts);
    counts = counts_of(level, 100, 0, -103);
    CHECK_NEAR(level_counts_bottom(counts, -23), -103, 0); /* -105 is more than 80 dB below */
    level_counts_destroy(counts);
}

/* Counted in three pictures, one of them empty, or in one: the ends are the same. */
static void records_add_up(void **state)
{
    (void)state;
    _Alignas(8) static char record[3][LEVEL_COUNTS_RECORD];
    float level[MOST];
    for (unsigned seed = 1; seed < 30; seed++) {
        for (size_t i = 0; i < MOST; i++)
            level[i] = (float)((i * 7919 + seed * 104729) % 1009) * (i < MOST / 4 ? 0.1F : 0.05F) - 130;
        const size_t cut = 9 * seed;
        struct level_counts *parts[] = {counts_of(level, cut, seed % 3, (double)-INFINITY),
                                        counts_of(level + cut, MOST - cut, seed % 3, (double)-INFINITY),
                                        level_counts_create((double)-INFINITY)};
        struct level_counts *whole = counts_of(level, MOST, seed % 3, (double)-INFINITY);
        struct level_counts *sum = level_counts_create((double)-INFINITY);
        for (size_t i = 0; i < 3; i++) {
            level_counts_store(parts[i], record[i]);
            level_counts_load(sum, record[i]);
            level_counts_destroy(parts[i]);
        }
        const double top = level_counts_top(whole);
        CHECK_NEAR(level_counts_top(sum), top, 0);
        CHECK_NEAR(level_counts_bottom(sum, top), level_counts_bottom(whole, top), 0);
        level_counts_destroy(whole);
        level_counts_destroy(sum);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_those_of_the_sorted),  cmocka_unit_test(steps_are_exact),
        cmocka_unit_test(empty_cells_do_not_count),      cmocka_unit_test(levels_near_zero_hertz_do_not_raise_the_top),
        cmocka_unit_test(a_given_top_bounds_the_levels), cmocka_unit_test(records_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
