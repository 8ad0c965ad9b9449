/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacked rows against rows picked from the whole signal at once.
 */
#include "check.h"

#include "signal/rows/splice.h"

enum { WIDTH = 2, MOST = 40, MOST_COUNT = 9 };

/* Column c of row n. */
static float number(int64_t n, int64_t c)
{
    return (float)(10 * n + c);
}

static void check_row(const float *row, int64_t m, const struct splice_setting *setting, int64_t rows)
{
    for (int64_t j = 0; j < setting->count; j++) {
        int64_t n = m - (setting->count - 1) / 2 + j;
        n = n < 0 ? 0 : n >= rows ? rows - 1 : n;
        for (int64_t c = 0; c < WIDTH; c++)
            assert_true(row[j * WIDTH + c] == number(n, c));
    }
}

/* Pulls all ready rows; each must be ready as soon as its last part is pushed, or at the end. */
static int64_t take(struct splice *splice, const struct splice_setting *setting, int64_t got, int64_t pushed,
                    int64_t rows)
{
    float row[MOST_COUNT * WIDTH];
    for (; splice_next(splice, row); got++)
        check_row(row, got * setting->step, setting, rows);
    if (pushed < rows)
        assert_true(got * setting->step + setting->count / 2 >= pushed);
    return got;
}

static void rows_are_concatenated(void **state)
{
    (void)state;
    for (int64_t rows = 0; rows < MOST; rows = rows < 9 ? rows + 1 : rows * 2)
        for (int64_t count = 1; count <= MOST_COUNT; count++)
            for (int64_t step = 1; step < 15; step++) {
                struct splice_setting setting = {WIDTH, count, step};
                struct splice *splice = splice_create(&setting);
                int64_t got = 0;
                for (int64_t n = 0; n < rows; n++) {
                    splice_push(splice, (float[WIDTH]){number(n, 0), number(n, 1)});
                    got = take(splice, &setting, got, n + 1, rows);
                }
                splice_push(splice, NULL);
                assert_int_equal(take(splice, &setting, got, rows, rows), splice_rows(&setting, rows));
                splice_destroy(splice);
            }
}

/* Low frame rate, count 7, step 6, of ten rows: centres 0 and 6. */
static void low_frame_rate(void **state)
{
    (void)state;
    static const float want[2][7] = {{0, 0, 0, 0, 1, 2, 3}, {3, 4, 5, 6, 7, 8, 9}};
    struct splice *splice = splice_create(&(struct splice_setting){1, 7, 6});
    float row[7];
    int got = 0;
    for (int n = 0; n <= 10; n++) {
        float number_n = (float)n;
        splice_push(splice, n < 10 ? &number_n : NULL);
        for (; splice_next(splice, row); got++)
            assert_memory_equal(row, want[got], sizeof row);
    }
    assert_int_equal(got, 2);
    splice_destroy(splice);
    splice_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_concatenated), cmocka_unit_test(low_frame_rate)};
    return cmocka_run_group_tests_name("stack", tests, NULL, NULL);
}
