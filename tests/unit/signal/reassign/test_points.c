/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pruning keeps the documented points, and only side lobes lose their delays.
 */
#include "check.h"

#include "signal/reassign/points.h"

enum { BINS = 13 }; /* no multiple of a vector */

static struct points *example(void)
{
    struct points *points = points_create(BINS);
    for (size_t k = 0; k < BINS; k++) {
        points->power[k] = (float)(1 << k);
        points->mixed[k] = -0.5f + 0.25f * (float)k; /* -0.5 -0.25 0 0.25 0.5 0.75 1 1.25 ... */
    }
    return points;
}

static void test_energy(void **state)
{
    (void)state;
    struct points *points = example();
    CHECK_NEAR(points_energy(points), (1 << BINS) - 1, 0);
    points_destroy(points);
}

static void test_weak(void **state)
{
    (void)state;
    static const struct {
        float floor, depth;
        size_t first; /* that stays */
    } rows[] = {{0, 0, 0}, {4, 0, 2}, {4.1f, 0, 3}, {0, 1.0f / 16, 8}, {512, 1.0f / 16, 9}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct points *points = example();
        points_prune_weak(points, &(struct prune){.floor = rows[r].floor, .depth = rows[r].depth});
        for (size_t k = 0; k < BINS; k++)
            CHECK_NEAR((double)points->power[k], k < rows[r].first ? 0 : 1 << k, 0);
        points_destroy(points);
    }
}

static void test_mixed(void **state)
{
    (void)state;
    for (enum keep keep = KEEP_ALL; keep <= KEEP_BOTH; keep++) {
        struct points *points = example();
        points_prune_mixed(points, &(struct prune){.keep = keep, .tolerance = 0.3f});
        for (size_t k = 0; k < BINS; k++) {
            bool line = k >= 1 && k <= 3, impulse = k >= 5 && k <= 7;
            bool stays = keep == KEEP_ALL || (keep != KEEP_IMPULSES && line) || (keep != KEEP_LINES && impulse);
            CHECK_NEAR((double)points->power[k], stays ? 1 << k : 0, 0);
        }
        points_destroy(points);
    }
}

/* Marked are those beyond -1/2 and 3/2, NaN, and those that were marked before. */
static void test_scattered(void **state)
{
    (void)state;
    static const float mixed[] = {-1e30f, -0.51f, -0.49f, 0, 0.5f, 1, 1.49f, 1.51f, 40, NAN, 0.5f};
    static const bool marked[] = {true, true, false, false, false, false, false, true, true, true, true};
    struct points *points = points_create(11);
    for (size_t k = 0; k < 11; k++)
        points->mixed[k] = mixed[k];
    points->unmoved[10] = true;
    points_mark_scattered(points);
    for (size_t k = 0; k < 11; k++)
        assert_int_equal(points->unmoved[k], marked[k]);
    points_destroy(points);
}

/* Of 128 samples: opposite bins, those nearly so below a lobe, an impulse near the end, anything smaller. */
static void test_sidelobe_delays(void **state)
{
    (void)state;
    static const float delays[] = {64, -63.5f, 61, 0, 61, 61, 61, -50, 10};
    static const float cleared[] = {0.5f, 0.5f, 0.5f, 0, 61, 61, 61, -50, 10};
    struct points *points = points_create(9);
    for (size_t k = 0; k < 9; k++)
        points->delay[k] = delays[k];
    points_clear_sidelobe_delays(points, 128, 0.5f);
    for (size_t k = 0; k < 9; k++)
        CHECK_NEAR((double)points->delay[k], (double)cleared[k], 0);
    points_destroy(points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sidelobe_delays), cmocka_unit_test(test_energy),
                                       cmocka_unit_test(test_weak), cmocka_unit_test(test_mixed),
                                       cmocka_unit_test(test_scattered)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
