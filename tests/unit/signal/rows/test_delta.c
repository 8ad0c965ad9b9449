/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deltas against their formulas in double over the whole signal, against scipy, and against polynomials.
 */
#include "check.h"

#include "signal/rows/delta.h"

#include <string.h>

enum { ROWS = 400, WIDTH = 3, DERIVED = 2, MOST = WIDTH + DELTA_MOST_ORDER * DERIVED };

/* Numbers without a pattern, within -8 .. 8. */
static float number(int n, int column)
{
    return (float)((n * 7919 + column * 104729) % 257) / 16 - 8;
}

/* Pushes `count` rows and returns how many were returned. */
static int run(const struct delta_setting *setting, float (*out)[MOST], int count, float (*at)(int, int))
{
    struct delta *delta = delta_create(setting);
    int got = 0;
    for (int n = 0; n <= count; n++) {
        float row[WIDTH] = {0};
        for (int c = 0; c < (int)setting->width; c++)
            row[c] = at(n, c);
        delta_push(delta, n < count ? row : NULL);
        while (delta_next(delta, out[got]))
            got++;
    }
    assert_true((delta_failure(delta) == NULL) == (got == count));
    delta_destroy(delta);
    return got;
}

static int clip(int n, int count)
{
    return n < 0 ? 0 : n >= count ? count - 1 : n;
}

/* to[count] out: the slopes of from[count] by the formula of the HTK Book */
static void slopes(double *to, const double *from, int count, int window)
{
    for (int n = 0; n < count; n++) {
        double above = 0, below = 0;
        for (int t = 1; t <= window; t++) {
            above += t * (from[clip(n + t, count)] - from[clip(n - t, count)]);
            below += 2.0 * t * t;
        }
        to[n] = above / below;
    }
}

/* Both forms, whose derivatives differ near the ends only: kaldi extends the rows before it derives them. */
static void check_formula(enum delta_form form, int count, int window, int order)
{
    static float out[ROWS + 1][MOST];
    struct delta_setting setting = {WIDTH, DERIVED, order, window, form};
    int margin = form == DELTA_KALDI ? order * window : 0, all = count + 2 * margin;
    assert_int_equal(run(&setting, out, count, number), count);
    for (int c = 0; c < DERIVED; c++) {
        double series[2][ROWS + 2 * DELTA_MOST_ORDER * DELTA_MOST_WINDOW];
        for (int n = 0; n < all; n++)
            series[0][n] = (double)number(clip(n - margin, count), c);
        for (int k = 0; k <= order; k++) {
            for (int n = 0; n < count; n++) /* a float of some 20 is exact to 1e-6; so are those it is derived of */
                CHECK_NEAR((double)out[n][k * DERIVED + c], series[k % 2][n + margin], 2e-6);
            slopes(series[(k + 1) % 2], series[k % 2], all, window);
        }
    }
    for (int n = 0; n < count; n++)
        assert_true(out[n][(order + 1) * DERIVED] ==
                    number(n, DERIVED)); /* numbers without derivatives are at the end */
}

static void regressions_are_slopes(void **state)
{
    (void)state;
    static const int counts[] = {1, 2, 3, 5, 30, ROWS}, windows[] = {1, 2, 5, DELTA_MOST_WINDOW};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (size_t j = 0; j < sizeof windows / sizeof *windows; j++)
            for (int order = 0; order <= DELTA_MOST_ORDER; order++) {
                check_formula(DELTA_REGRESSION, counts[i], windows[j], order);
                check_formula(DELTA_KALDI, counts[i], windows[j], order);
            }
}

static float listed(int n, int column)
{
    static const float list[] = {3, -1, 4, 1, -5, 9, 2, -6, 5, 3, 0};
    return column == 0 ? list[n] : 0;
}

/* scipy 1.10.1, savgol_filter(list, 5, polyorder=k, deriv=k, mode=...), which is what librosa.feature.delta calls */
static void polynomials_are_scipys(void **state)
{
    (void)state;
    static const double want[2][3][10] = {
        {{-1.4, -1.4, -1.4, 1.1, 0.4, -0.7, 0.5, -0.9, -0.9, -0.9},
         {-12. / 7, -12. / 7, -12. / 7, 15. / 7, 12. / 7, -25. / 7, -1, 29. / 7, 29. / 7, 29. / 7},
         {-6, -6, -6, 14, -9, -10.5, 20, -6, -6, -6}},
        {{-0.2, -0.3, -1.4, 1.1, 0.4, -0.7, 0.5, -0.9, 1.1, 1.6},
         {6. / 7, 3. / 7, -12. / 7, 15. / 7, 12. / 7, -25. / 7, -1, 29. / 7, 3. / 7, -20. / 7},
         {4.5, -2, -6, 14, -9, -10.5, 20, -6, -8.5, 6.5}}};
    for (size_t mode = 0; mode < 2; mode++) {
        float out[11][MOST];
        struct delta_setting setting = {1, 1, 3, 2, mode == 0 ? DELTA_SAVGOL : DELTA_SAVGOL_NEAREST};
        assert_int_equal(run(&setting, out, 10, listed), 10);
        for (size_t n = 0; n < 10; n++)
            for (size_t k = 0; k < 3; k++)
                CHECK_NEAR((double)out[n][k + 1], want[mode][k][n], 1e-6); /* half a unit in the last place of 20 */
    }
}

static float cubic(int n, int column)
{
    float x = (float)n - 20;
    return column == 0 ? x * x * x : x * x;
}

/* A line, parabola or cubic is fitted exactly, at the ends too. */
static void polynomials_are_derived_exactly(void **state)
{
    (void)state;
    static float out[41][MOST];
    for (int window = 2; window < 15; window++) {
        assert_int_equal(run(&(struct delta_setting){2, 2, 3, window, DELTA_SAVGOL}, out, 40, cubic), 40);
        for (int n = 0; n < 40; n++) {
            CHECK_NEAR((double)out[n][3 * 2], 6, 1e-6); /* (x^3)'''; float */
            CHECK_NEAR((double)out[n][2 * 2 + 1], 2, 1e-6);
            CHECK_NEAR((double)out[n][3 * 2 + 1], 0, 1e-9); /* (x^2)''' is a sum of numbers below 400, in double */
        }
    }
}

static float constant(int n, int column)
{
    (void)n;
    return column == 0 ? 0.1F : 1e30F;
}

static void constants_have_no_deltas(void **state)
{
    (void)state;
    static float out[31][MOST];
    for (size_t form = 0; delta_form_name(form) != NULL; form++) {
        struct delta_setting setting = {2, 2, 3, 3, (enum delta_form)form};
        assert_int_equal(run(&setting, out, 30, constant), 30);
        for (int n = 0; n < 30; n++)
            for (int i = 2; i < 8; i++)
                assert_true(out[n][i] == 0);
    }
}

/* A row is returned with the last row it needs: `window` later ones, and as many for each delta of a delta. */
static void rows_come_early(void **state)
{
    (void)state;
    for (size_t form = 0; delta_form_name(form) != NULL; form++) {
        struct delta *delta = delta_create(&(struct delta_setting){1, 1, 2, 3, (enum delta_form)form});
        int wait = form == DELTA_REGRESSION || form == DELTA_KALDI ? 6 : 3, got = 0;
        int begin = form == DELTA_SAVGOL ? 7 : 0; /* no polynomial before that */
        for (int n = 1; n <= 20; n++) {
            float row[3] = {number(n, 0)};
            delta_push(delta, row);
            while (delta_next(delta, row))
                got++;
            assert_int_equal(got, n < begin || n < wait ? 0 : n - wait);
        }
        delta_destroy(delta);
    }
}

static void too_few_rows_are_a_failure(void **state)
{
    (void)state;
    for (int count = 0; count <= 9; count++) {
        struct delta *delta = delta_create(&(struct delta_setting){1, 1, 1, 4, DELTA_SAVGOL});
        float row[2] = {0};
        for (int n = 0; n < count; n++)
            delta_push(delta, row);
        assert_null(delta_failure(delta)); /* more may come */
        delta_push(delta, NULL);
        if (count > 0 && count < 9) {
            assert_non_null(strstr(delta_failure(delta), "9 rows"));
            assert_false(delta_next(delta, row));
        } else {
            assert_null(delta_failure(delta));
            assert_int_equal(delta_next(delta, row), count > 0);
        }
        delta_destroy(delta);
    }
}

static void settings_are_checked(void **state)
{
    (void)state;
    assert_int_equal(delta_width(&(struct delta_setting){14, 13, 2, 2, 0}), 40);
    assert_null(delta_check(&(struct delta_setting){14, 13, 2, 1, DELTA_SAVGOL}));
    assert_non_null(delta_check(&(struct delta_setting){12, 13, 2, 1, DELTA_SAVGOL}));
    assert_non_null(delta_check(&(struct delta_setting){13, 13, 4, 2, DELTA_REGRESSION}));
    assert_non_null(delta_check(&(struct delta_setting){13, 13, 1, 0, DELTA_REGRESSION}));
    assert_non_null(delta_check(&(struct delta_setting){13, 13, 1, 101, DELTA_REGRESSION}));
    assert_null(delta_check(&(struct delta_setting){13, 13, 3, 1, DELTA_KALDI}));
    assert_non_null(delta_check(&(struct delta_setting){13, 13, 3, 1, DELTA_SAVGOL_NEAREST})); /* 3 points, no cubic */
    assert_string_equal(delta_form_name(DELTA_SAVGOL_NEAREST), "savgol-nearest");
    delta_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(regressions_are_slopes),
                                       cmocka_unit_test(polynomials_are_scipys),
                                       cmocka_unit_test(polynomials_are_derived_exactly),
                                       cmocka_unit_test(constants_have_no_deltas),
                                       cmocka_unit_test(rows_come_early),
                                       cmocka_unit_test(too_few_rows_are_a_failure),
                                       cmocka_unit_test(settings_are_checked)};
    return cmocka_run_group_tests_name("delta", tests, NULL, NULL);
}
