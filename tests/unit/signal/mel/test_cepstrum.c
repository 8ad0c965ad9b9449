/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cosine transforms against their sums, against orthonormality, and the lifters against known numbers.
 */
#include "check.h"

#include "signal/mel/cepstrum.h"

enum { MOST = 30 };

/* The sums of cepstrum.h, term by term. */
static double plain(enum dct dct, const float *x, size_t bands, size_t k)
{
    double sum = dct == DCT_1   ? (double)x[0] + (k % 2 ? -1 : 1) * (double)x[bands - 1]
                 : dct == DCT_3 ? (double)x[0]
                                : 0;
    size_t first = dct == DCT_2 ? 0 : 1, end = dct == DCT_1 ? bands - 1 : bands;
    for (size_t j = first; j < end; j++) {
        double n = (double)k, m = (double)j, size = (double)bands;
        double angle = dct == DCT_1 ? n * m / (size - 1) : dct == DCT_2 ? n * (m + 0.5) / size : (n + 0.5) * m / size;
        sum += 2 * (double)x[j] * cos(M_PI * angle);
    }
    return sum;
}

static void sums(void **state)
{
    (void)state;
    for (int d = 0; dct_name((size_t)d) != NULL; d++)
        for (size_t bands = d == DCT_1 ? 2 : 1; bands < MOST; bands++)
            for (size_t count = 1; count <= bands; count += 3) {
                float x[MOST], got[MOST];
                struct cepstrum *cepstrum = NULL;
                struct cepstrum_setting setting = {
                    .bands = bands, .count = count, .dct = (enum dct)d, .norm = DCT_NORM_NONE};
                for (size_t j = 0; j < bands; j++)
                    x[j] = (float)(j * 37 % 11) - 7.3F;
                assert_null(cepstrum_create(&cepstrum, &setting));
                cepstrum_row(cepstrum, got, x);
                for (size_t k = 0; k < count; k++) /* rounded once to single precision */
                    CHECK_NEAR((double)got[k], plain(setting.dct, x, bands, k), 1e-7 * 15 * (double)bands);
                cepstrum_destroy(cepstrum);
            }
}

static void orthonormal(void **state)
{
    (void)state;
    for (int d = 0; dct_name((size_t)d) != NULL; d++)
        for (size_t bands = d == DCT_1 ? 2 : 1; bands < MOST; bands++) {
            struct cepstrum_setting setting = {.bands = bands, .count = bands, .dct = (enum dct)d};
            for (size_t a = 0; a < bands; a++)
                for (size_t b = 0; b <= a; b++) {
                    double product = 0;
                    for (size_t j = 0; j < bands; j++)
                        product += cepstrum_weight(&setting, a, j) * cepstrum_weight(&setting, b, j);
                    CHECK_NEAR(product, a == b ? 1 : 0, 1e-14); /* 30 products */
                }
        }
}

/* HTK's: sqrt(2 / M) for all numbers, 0 too */
static void norm_of_htk(void **state)
{
    (void)state;
    struct cepstrum_setting setting = {.bands = 26, .count = 13, .dct = DCT_2, .norm = DCT_NORM_HTK, .lifter = 22};
    for (size_t n = 0; n < 13; n++)
        for (size_t j = 0; j < 26; j++) {
            double want = sqrt(2 / 26.0) * cos(M_PI * (double)n * ((double)j + 0.5) / 26);
            want *= 1 + 11 * sin(M_PI * (double)n / 22);
            CHECK_NEAR(cepstrum_weight(&setting, n, j), want, 1e-13); /* angles to 40, not reduced, times 12 */
        }
}

/* HTK's lifter to the digits given; librosa's factors are the same from the second on. */
static void lifters(void **state)
{
    (void)state;
    static const double known[] = {1, 2.56546, 4.09906, 5.56957};
    struct cepstrum_setting setting = {.lifter = 22};
    for (size_t n = 0; n < 4; n++)
        CHECK_NEAR(cepstrum_lifter(&setting, n), known[n], 5.1e-6); /* five digits are given */
    CHECK_NEAR(cepstrum_lifter(&setting, 11), 12, 1e-14);
    setting.form = LIFTER_LIBROSA;
    for (size_t n = 0; n < 3; n++)
        CHECK_NEAR(cepstrum_lifter(&setting, n), known[n + 1], 5.1e-6);
    setting.lifter = 0;
    CHECK_NEAR(cepstrum_lifter(&setting, 5), 1, 0);
}

static void refusals(void **state)
{
    (void)state;
    static const struct cepstrum_setting rows[] = {{.bands = 12, .count = 13},
                                                   {.bands = 12, .count = 0},
                                                   {.bands = 1, .count = 1, .dct = DCT_1},
                                                   {.bands = 12, .count = 12, .dct = DCT_2, .lifter = -1},
                                                   {.bands = 12, .count = 12, .dct = DCT_2, .lifter = NAN}};
    struct cepstrum *cepstrum = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_non_null(cepstrum_create(&cepstrum, &rows[i]));
    cepstrum_destroy(NULL);
    assert_string_equal(dct_name(DCT_3), "3");
    assert_string_equal(dct_norm_name(DCT_NORM_NONE), "none");
    assert_string_equal(lifter_name(LIFTER_LIBROSA), "librosa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sums), cmocka_unit_test(orthonormal),
                                       cmocka_unit_test(norm_of_htk), cmocka_unit_test(lifters),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests_name("cepstrum", tests, NULL, NULL);
}
