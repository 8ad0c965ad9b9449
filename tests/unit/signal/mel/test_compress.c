/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Logarithms, their floor and clipping, and pcen against its formula as librosa writes it.
 */
#include "check.h"

#include "signal/mel/compress.h"

static struct compress *map(struct compress_setting setting, size_t width)
{
    struct compress *compress = NULL;
    assert_null(compress_create(&compress, &setting, width));
    return compress;
}

static void logarithms(void **state)
{
    (void)state;
    static const double factor[] = {
        [COMPRESSION_LN] = 1, [COMPRESSION_LOG10] = 1 / M_LN10, [COMPRESSION_DB] = 10 / M_LN10};
    float bands[] = {1e-20F, 1e-10F, 0.5F, 1, 10, 1e30F, 0, NAN}, out[8];
    for (enum compression kind = COMPRESSION_LN; kind <= COMPRESSION_DB; kind++) {
        struct compress *compress =
            map((struct compress_setting){.kind = kind, .floor = 1e-10, .shift = 4, .gain = 0.25}, 8);
        compress_row(compress, out, bands);
        for (size_t i = 0; i < 7; i++) {
            double want = (factor[kind] * log(fmax((double)bands[i], (double)1e-10F)) + 4) * 0.25;
            CHECK_NEAR((double)out[i], want, 3e-7 * fmax(fabs(want), 1)); /* the logarithm, the sum, the product */
        }
        assert_true(isnan(out[7])); /* a floor does not hide NaN */
        compress_destroy(compress);
    }
}

static void nothing_but_offset(void **state)
{
    (void)state;
    float bands[] = {0, 1, 5}, out[3];
    struct compress *compress =
        map((struct compress_setting){.kind = COMPRESSION_NONE, .floor = 2, .offset = 1, .gain = 1}, 3);
    compress_row(compress, out, bands);
    CHECK_NEAR((double)out[0], 3, 0);
    CHECK_NEAR((double)out[1], 3, 0);
    CHECK_NEAR((double)out[2], 6, 0);
    compress_destroy(compress);
    compress = map((struct compress_setting){.kind = COMPRESSION_LN, .offset = 0.01, .gain = 1}, 1); /* VGGish */
    compress_row(compress, out, bands);
    CHECK_NEAR((double)out[0], log(0.01), 1e-6); /* ln 0.01 is 4.6, and 0.01 has a rounding of 2e-10 */
    compress_destroy(compress);
}

static void clipping(void **state)
{
    (void)state;
    float values[] = {-50, -90, 3, NAN};
    struct compress_setting setting = {.kind = COMPRESSION_DB, .gain = 1};
    CHECK_NEAR((double)compress_least(&setting, 3, 80), -77, 0);
    setting = (struct compress_setting){.kind = COMPRESSION_LOG10, .shift = 4, .gain = 0.25}; /* Whisper: 8 decades */
    CHECK_NEAR((double)compress_least(&setting, 1, 80), 1 - 8 * 0.25, 1e-7);
    setting = (struct compress_setting){.kind = COMPRESSION_LN, .gain = 1};
    CHECK_NEAR((double)compress_least(&setting, 0, 10), -M_LN10, 3e-7);
    setting.kind = COMPRESSION_PCEN;
    assert_true(isinf(compress_least(&setting, 0, 10)));
    compress_clip(values, 4, -77);
    CHECK_NEAR((double)values[0], -50, 0);
    CHECK_NEAR((double)values[1], -77, 0);
    CHECK_NEAR((double)values[2], 3, 0);
    assert_true(isnan(values[3]));
}

/* librosa.pcen: S / (eps + M)^gain in the plain form of the paper; 100 rows of two bands */
static void per_channel_energy(void **state)
{
    (void)state;
    static const struct pcen_setting settings[] = {
        {.gain = 0.98, .bias = 2, .power = 0.5, .eps = 1e-6, .time = 0.4, .rate = 22050 / 512.0},
        {.gain = 0.8, .bias = 10, .power = 0.25, .eps = 1e-6, .time = 0.06, .rate = 100},
        {.gain = 0.98, .bias = 2, .power = 0, .eps = 1e-6, .time = 0.4, .rate = 100},
        {.gain = 0.98, .bias = 0, .power = 0.5, .eps = 1e-6, .time = 0.4, .rate = 100},
    };
    for (size_t s = 0; s < 4; s++) {
        const struct pcen_setting *p = &settings[s];
        struct compress *compress = map((struct compress_setting){.kind = COMPRESSION_PCEN, .gain = 1, .pcen = *p}, 2);
        double rows = p->time * p->rate, b = (sqrt(1 + 4 * rows * rows) - 1) / (2 * rows * rows);
        double smooth[2] = {1, 1};
        for (size_t t = 0; t < 100; t++) {
            float out[2], bands[2] = {(float)(1 + t % 7), 1e-3F * (float)(t % 3)};
            compress_row(compress, out, bands);
            for (size_t i = 0; i < 2; i++) {
                double energy = (double)bands[i];
                smooth[i] = (1 - b) * smooth[i] + b * energy;
                double level = energy / pow(p->eps + smooth[i], p->gain);
                double want = p->power == 0  ? log(1 + level)
                              : p->bias == 0 ? pow(level, p->power)
                                             : pow(level + p->bias, p->power) - pow(p->bias, p->power);
                CHECK_NEAR((double)out[i], want, 1e-7 * want + 1e-12); /* rounded once; this form cancels near 0 */
            }
        }
        compress_destroy(compress);
    }
}

static void refusals(void **state)
{
    (void)state;
    static const struct compress_setting rows[] = {
        {.kind = COMPRESSION_LN, .gain = 1},
        {.kind = COMPRESSION_LOG10, .floor = -1, .offset = 0.5, .gain = 1},
        {.kind = COMPRESSION_DB, .floor = 1e-60, .gain = 1}, /* 0 in single precision */
        {.kind = COMPRESSION_NONE, .gain = 0},
        {.kind = COMPRESSION_PCEN, .gain = 1},
        {.kind = COMPRESSION_PCEN, .gain = 1, .pcen = {.gain = -1, .eps = 1, .time = 1, .rate = 1}},
    };
    struct compress *compress = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_non_null(compress_create(&compress, &rows[i], 1));
    compress_destroy(NULL);
    assert_string_equal(compression_name(COMPRESSION_PCEN), "pcen");
    assert_null(compression_name(5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(logarithms), cmocka_unit_test(nothing_but_offset),
                                       cmocka_unit_test(clipping), cmocka_unit_test(per_channel_energy),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests_name("compress", tests, NULL, NULL);
}
