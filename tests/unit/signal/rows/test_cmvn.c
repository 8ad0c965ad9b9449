/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Normalisation against means and variances taken in double of all rows of each window at once.
 */
#include "check.h"

#include "signal/rows/cmvn.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 3 };

/* Columns: without a pattern; the same far from 0; a constant. */
static float number(int64_t n, size_t column)
{
    float value = (float)((n * 7919) % 257) / 16;
    return column == 0 ? value - 8 : column == 1 ? value + 4096 : 0.1F;
}

static void fill_row(float *row, int64_t n)
{
    for (size_t c = 0; c < WIDTH; c++)
        row[c] = number(n, c);
}

/* Row t normalised by rows begin .. end - 1, by the definition. */
static double normal(int64_t t, size_t column, int64_t begin, int64_t end, bool variance)
{
    double sum = 0, squares = 0, count = (double)(end - begin), x = (double)number(t, column);
    for (int64_t n = begin; n < end; n++)
        sum += (double)number(n, column) - x; /* from x, so that a constant gives 0 */
    for (int64_t n = begin; n < end; n++)
        squares += pow((double)number(n, column) - x - sum / count, 2);
    return -sum / count / (variance ? sqrt(fmax(squares / count, 1e-10)) : 1);
}

/* numpy: x - x.mean(0), and that over x.std(0) */
static void a_file_has_mean_0_and_variance_1(void **state)
{
    (void)state;
    static const float rows[4][3] = {{1, 10, 5}, {2, -3, 5}, {4, 8, 5}, {-7, 0.5F, 5}};
    static const double mean[4][3] = {{1, 6.125, 0}, {2, -6.875, 0}, {4, 4.125, 0}, {-7, -3.375, 0}};
    static const double both[4][3] = {{0.23904572186687872, 1.1514281819069105, 0},
                                      {0.47809144373375745, -1.2924193878546955, 0},
                                      {0.9561828874675149, 0.7754516327128173, 0},
                                      {-1.6733200530681511, -0.6344604267650323, 0}};
    for (int variance = 0; variance < 2; variance++) {
        struct cmvn *cmvn = cmvn_create(3, variance);
        for (size_t n = 0; n < 4; n++)
            cmvn_add(cmvn, rows[n]);
        for (size_t n = 0; n < 4; n++) {
            float row[3];
            cmvn_fill(cmvn, row, rows[n]);
            for (size_t c = 0; c < 3; c++)
                CHECK_NEAR((double)row[c], variance ? both[n][c] : mean[n][c], 5e-7); /* a float of 7 */
            assert_true(row[2] == 0);
        }
        cmvn_destroy(cmvn);
    }
    cmvn_destroy(NULL);
}

/* A million rows whose mean is a thousand deviations from 0: sums of squares in double would still do, in float not. */
static void a_file_may_be_long_and_far_from_0(void **state)
{
    (void)state;
    enum { COUNT = 257 * 4000 };
    struct cmvn *cmvn = cmvn_create(WIDTH, true);
    float row[WIDTH];
    for (int64_t n = 0; n < COUNT; n++) {
        fill_row(row, n);
        cmvn_add(cmvn, row);
    }
    for (int64_t n = 0; n < 257; n++) { /* any whole number of periods has the moments of one */
        fill_row(row, n);
        cmvn_fill(cmvn, row, row);
        for (size_t c = 0; c < 2; c++)
            CHECK_NEAR((double)row[c], normal(n, c, 0, 257, true), 3e-7); /* a float of 1.7, and 1e-10 of the sums */
        assert_true(row[2] == 0);
    }
    cmvn_destroy(cmvn);
}

/* begin, end out: the window of row t of `count`, separately for centre = true and false. */
static void find_window(const struct sliding_setting *setting, int64_t t, int64_t count, int64_t *begin, int64_t *end)
{
    int64_t window = setting->window;
    if (!setting->centred) {
        *begin = t > window ? t - window : 0;
        *end = t + 1 > setting->least ? t + 1 : setting->least;
        if (*end > count) {
            *begin = *begin + count > *end ? *begin + count - *end : 0;
            *end = count;
        }
        return;
    }
    *begin = t - window / 2;
    if (*begin > count - window)
        *begin = count - window;
    if (*begin < 0)
        *begin = 0;
    *end = *begin + window < count ? *begin + window : count;
}

static void check_sliding(const struct sliding_setting *setting, int64_t count)
{
    struct sliding *sliding = sliding_create(setting);
    int64_t t = 0, begin = 0, end = 0;
    for (int64_t n = 0; n <= count; n++) {
        float row[WIDTH];
        fill_row(row, n);
        sliding_push(sliding, n < count ? row : NULL);
        for (; sliding_next(sliding, row); t++) {
            find_window(setting, t, count, &begin, &end);
            for (size_t c = 0; c < WIDTH; c++) /* a float of some 14; double sums */
                CHECK_NEAR((double)row[c], normal(t, c, begin, end, setting->variance), 1e-6);
            assert_true(row[2] == 0);
        }
        find_window(setting, t, INT64_MAX / 2, &begin, &end);
        assert_true(n == count || end > n + 1); /* it still waits for rows of its window */
    }
    assert_int_equal(t, count);
    sliding_destroy(sliding);
}

static void windows_are_kaldis(void **state)
{
    (void)state;
    static const int64_t counts[] = {0, 1, 2, 7, 50, 260};
    static const long windows[] = {1, 2, 3, 10, 11, 100, 600}, leasts[] = {1, 5, 40, 100};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (size_t j = 0; j < sizeof windows / sizeof *windows; j++)
            for (size_t k = 0; k < sizeof leasts / sizeof *leasts; k++)
                for (int flags = 0; flags < 4; flags++)
                    check_sliding(
                        &(struct sliding_setting){WIDTH, windows[j], leasts[k], (flags & 1) != 0, (flags & 2) != 0},
                        counts[i]);
    sliding_destroy(NULL);
}

/* A huge number, an infinity and a NaN affect only the windows they are in; long runs change nothing. */
static void nothing_drifts(void **state)
{
    (void)state;
    enum { COUNT = 300000, WINDOW = 600 };
    static const float bad[] = {1e30F, INFINITY, NAN};
    for (int centred = 0; centred < 2; centred++) {
        struct sliding_setting setting = {1, WINDOW, 100, centred, true};
        struct sliding *sliding = sliding_create(&setting);
        int64_t t = 0, begin = 0, end = 0;
        for (int64_t n = 0; n <= COUNT; n++) {
            float x = n >= 1000 && n < 1003 ? bad[n - 1000] : number(n, 1);
            sliding_push(sliding, n < COUNT ? &x : NULL);
            for (; sliding_next(sliding, &x); t++) {
                find_window(&setting, t, COUNT, &begin, &end);
                if ((end > 1000 && begin < 1003) || (t > 3000 && t < COUNT - 700 && t % 1009 != 0))
                    continue;
                CHECK_NEAR((double)x, normal(t, 1, begin, end, true), 1e-6);
            }
        }
        assert_int_equal(t, COUNT);
        sliding_destroy(sliding);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_file_has_mean_0_and_variance_1),
                                       cmocka_unit_test(a_file_may_be_long_and_far_from_0),
                                       cmocka_unit_test(windows_are_kaldis), cmocka_unit_test(nothing_drifts)};
    return cmocka_run_group_tests_name("cmvn", tests, NULL, NULL);
}
