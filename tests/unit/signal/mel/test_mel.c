/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filter banks against their formulas, three of them written once more as the programs they come from have them.
 */
#include "check.h"

#include "signal/mel/mel.h"
#include "signal/transform/scale.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static struct mel *bank(struct mel_setting setting)
{
    struct mel *mel = NULL;
    assert_null(mel_create(&mel, &setting));
    return mel;
}

static double htk_mel(double hertz)
{
    return 1127 * log(1 + hertz / 700);
}

/* 26 bands from 0 to 8 kHz, given to 1e-3 Hz. */
static void centres_of_htk(void **state)
{
    (void)state;
    static const double want[] = {68.479,   143.658,  226.191,  316.798,  416.268,  525.470,  645.355,
                                  776.968,  921.456,  1080.079, 1254.220, 1445.396, 1655.275, 1885.686,
                                  2138.637, 2416.334, 2721.197, 3055.884, 3423.313, 3826.687, 4269.521,
                                  4755.677, 5289.393, 5875.320, 6518.567, 7224.742};
    struct mel *mel = bank((struct mel_setting){.bands = 26, .fft_size = 512, .high = 8000, .rate = 16000});
    for (size_t b = 0; b < 26; b++)
        CHECK_NEAR(mel_center(mel, b), want[b], 5.1e-4); /* three digits are given */
    mel_destroy(mel);
}

/* As Kaldi does it: linear in mel, strictly between the edges; 1127 ln differs from 2595 log10 by a factor alone. */
static void triangles_in_mel(void **state)
{
    (void)state;
    struct mel *mel = bank((struct mel_setting){
        .triangles = TRIANGLES_MEL, .bands = 23, .fft_size = 512, .low = 20, .high = 8000, .rate = 16000});
    double low = htk_mel(20), step = (htk_mel(8000) - low) / 24;
    for (size_t b = 0; b < 23; b++)
        for (size_t k = 0; k <= 256; k++) {
            double at = (htk_mel((double)k * 16000 / 512) - low) / step - (double)b; /* 0, 1, 2 at the edges */
            CHECK_NEAR(mel_weight(mel, b, k), fmax(0, 1 - fabs(at - 1)), 1e-12); /* roundings of logs near 100 steps */
        }
    mel_destroy(mel);
}

/* librosa's: linear in hertz, on Slaney's scale, of area 1 */
static void triangles_in_hertz(void **state)
{
    (void)state;
    struct mel *mel = bank((struct mel_setting){.scale = MEL_SLANEY,
                                                .triangles = TRIANGLES_HZ,
                                                .norm = BAND_NORM_AREA,
                                                .bands = 128,
                                                .fft_size = 2048,
                                                .high = 11025,
                                                .rate = 22050});
    const struct scale *scale = scale_find("mel-slaney");
    double step = scale->from_hertz(11025) / 129;
    for (size_t b = 0; b < 128; b++) {
        double f[3];
        for (size_t i = 0; i < 3; i++)
            f[i] = scale->to_hertz(step * (double)(b + i));
        for (size_t k = 0; k <= 1024; k++) {
            double at = (double)k * 22050 / 2048;
            double want = fmax(0, fmin((at - f[0]) / (f[1] - f[0]), (f[2] - at) / (f[2] - f[1]))) * 2 / (f[2] - f[0]);
            CHECK_NEAR(mel_weight(mel, b, k), want, 1e-12); /* weights below 0.03, differences of numbers near 1e4 */
        }
    }
    mel_destroy(mel);
}

/* python_speech_features' */
static void triangles_in_bins(void **state)
{
    (void)state;
    enum { SIZE = 512, BANDS = 26 };
    struct mel *mel = bank((struct mel_setting){
        .triangles = TRIANGLES_BINS, .bands = BANDS, .fft_size = SIZE, .high = 8000, .rate = 16000});
    double edge[BANDS + 2], want[BANDS][SIZE / 2 + 1];
    memset(want, 0, sizeof want);
    for (size_t i = 0; i < BANDS + 2; i++) {
        double hertz = 700 * (pow(10, (double)i * 2595 * log10(1 + 8000 / 700.0) / (BANDS + 1) / 2595) - 1);
        edge[i] = floor((SIZE + 1) * hertz / 16000);
    }
    for (size_t b = 0; b < BANDS; b++) {
        for (double i = edge[b]; i < edge[b + 1]; i++)
            want[b][(size_t)i] = (i - edge[b]) / (edge[b + 1] - edge[b]);
        for (double i = edge[b + 1]; i < edge[b + 2]; i++)
            want[b][(size_t)i] = (edge[b + 2] - i) / (edge[b + 2] - edge[b + 1]);
        for (size_t k = 0; k <= SIZE / 2; k++)
            CHECK_NEAR(mel_weight(mel, b, k), want[b][k], 0); /* ratios of small whole numbers */
    }
    mel_destroy(mel);
}

/* aubio's: bin by bin, a slope ends before the bin that reaches its end, but has at least one bin. */
static void slopes_of_aubio(void **state)
{
    (void)state;
    enum { SIZE = 512, BANDS = 40 };
    static const double rates[] = {16000, 44100}; /* slopes of 67 Hz and more, bins of 31 Hz and of 86 Hz */
    for (size_t r = 0; r < 2; r++) {
        struct mel_setting setting = {.scale = MEL_AUDITORY,
                                      .triangles = TRIANGLES_AUBIO,
                                      .bands = BANDS,
                                      .fft_size = SIZE,
                                      .low = 400.0 / 3,
                                      .high = 6853.8,
                                      .rate = rates[r]};
        struct mel *mel = bank(setting);
        setting.triangles = TRIANGLES_HZ;
        struct mel *plain = bank(setting);
        double width = rates[r] / SIZE, most = 0;
        for (size_t b = 0; b < BANDS; b++) {
            double low = b > 0 ? mel_center(mel, b - 1) : 400.0 / 3, top = mel_center(mel, b);
            double high = b + 1 < BANDS ? mel_center(mel, b + 1) : 6853.8, want[SIZE / 2 + 1] = {0};
            size_t k = 0;
            while ((double)k * width <= low)
                k++;
            do
                want[k] = ((double)k * width - low) / (top - low);
            while ((double)++k * width < top);
            do
                want[k] = fmax(0, (high - (double)k * width) / (high - top));
            while ((double)++k * width < high);
            for (k = 0; k <= SIZE / 2; k++) {
                CHECK_NEAR(mel_weight(mel, b, k), want[k], 1e-9); /* edges up to 7000, rounded, over slopes of 67 */
                most = fmax(most, fabs(mel_weight(mel, b, k) - mel_weight(plain, b, k)));
            }
        }
        if (r == 0)
            CHECK_NEAR(most, 0, 1e-9);
        else
            assert_true(most > 0.1);
        mel_destroy(mel);
        mel_destroy(plain);
    }
}

/* HTK's bins: with a low edge of 125 Hz on bin 4 of 31.25 Hz, from 5; of 130 Hz, from floor(4.16 + 1.5); never 0. */
static void bins_of_htk(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        size_t first, last;
    } rows[] = {{0, 8000, 1, 255}, {125, 8000, 5, 255}, {130, 4000, 5, 127}, {145, 3990, 6, 127}, {150, 3980, 6, 126}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mel_setting setting = {
            .bands = 23, .fft_size = 512, .low = rows[i].low, .high = rows[i].high, .rate = 16000};
        setting.triangles = TRIANGLES_HTK;
        struct mel *htk = bank(setting);
        setting.triangles = TRIANGLES_MEL;
        struct mel *plain = bank(setting);
        for (size_t b = 0; b < 23; b++)
            for (size_t k = 0; k <= 256; k++) {
                bool used = k >= rows[i].first && k <= rows[i].last;
                CHECK_NEAR(mel_weight(htk, b, k), used ? mel_weight(plain, b, k) : 0, 0);
            }
        mel_destroy(htk);
        mel_destroy(plain);
    }
}

/* 133.3 Hz to 6853.8 Hz in 40 bands: 13 centres from 200 Hz in steps of 66.67 Hz, then factors. */
static void auditory_toolbox(void **state)
{
    (void)state;
    double high = 2800.0 / 3 * pow(1.0711703, 29);
    struct mel_setting setting = {.scale = MEL_AUDITORY,
                                  .triangles = TRIANGLES_HZ,
                                  .norm = BAND_NORM_AREA,
                                  .bands = 40,
                                  .fft_size = 512,
                                  .low = 400.0 / 3,
                                  .high = high,
                                  .rate = 44100};
    struct mel *mel = bank(setting);
    CHECK_NEAR(high, 6854, 0.5);
    for (size_t b = 0; b < 40; b++) {
        double want = b < 12 ? 200 + (double)b * 200 / 3 : 2800.0 / 3 * pow(1.0711703, (double)b - 11);
        CHECK_NEAR(mel_center(mel, b), want, 1e-9 * want); /* the factor's power, and 41 steps */
    }
    assert_null(mel_axis(&setting).unit);
    mel_destroy(mel);
}

/* Sums of single precision weights in another order than this: 6e-8 a weight and as much a term. */
static void sums_are_the_weights(void **state)
{
    (void)state;
    static const size_t sizes[] = {2, 5, 13, 64, 257, 512, 2048};
    srand(3);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t t = 0; triangles_name(t) != NULL; t++)
            for (size_t bands = 1; bands <= sizes[s] / 2 + 1 && bands <= 128; bands = bands * 2 + 1) {
                size_t bins = sizes[s] / 2 + 1;
                struct mel *mel = bank((struct mel_setting){
                    .triangles = (enum triangles)t, .bands = bands, .fft_size = sizes[s], .high = 4000, .rate = 8000});
                float *spectrum = malloc(bins * sizeof *spectrum), *got = malloc(bands * sizeof *got);
                size_t *list = calloc(bands, sizeof *list), empty = mel_empty(mel, list), seen = 0;
                for (size_t k = 0; k < bins; k++)
                    spectrum[k] = (float)rand() / (float)RAND_MAX;
                mel_bands(mel, got, spectrum);
                for (size_t b = 0; b < bands; b++) {
                    double want = 0, most = 0;
                    for (size_t k = 0; k < bins; k++) {
                        want += mel_weight(mel, b, k) * (double)spectrum[k];
                        most = fmax(most, mel_weight(mel, b, k));
                    }
                    CHECK_NEAR((double)got[b], want, 1e-6 * want);
                    if (most == 0)
                        assert_int_equal(list[seen++], b);
                }
                assert_int_equal(seen, empty);
                assert_int_equal(mel_empty(mel, NULL), empty);
                free(spectrum);
                free(got);
                free(list);
                mel_destroy(mel);
            }
}

static void narrow_bands_are_empty(void **state)
{
    (void)state;
    struct mel *mel = bank((struct mel_setting){
        .scale = MEL_SLANEY, .triangles = TRIANGLES_HZ, .bands = 128, .fft_size = 256, .high = 8000, .rate = 16000});
    size_t list[128];
    assert_true(mel_empty(mel, list) > 0);
    for (size_t k = 0; k <= 128; k++)
        CHECK_NEAR(mel_weight(mel, list[0], k), 0, 0);
    mel_destroy(mel);
}

static void an_axis_has_the_centres(void **state)
{
    (void)state;
    static const enum mel_scale known[] = {MEL_HTK, MEL_SLANEY};
    for (size_t i = 0; i < 2; i++) {
        struct mel_setting setting = {
            .scale = known[i], .bands = 40, .fft_size = 512, .low = 50, .high = 7200, .rate = 16000};
        struct mel_axis axis = mel_axis(&setting);
        struct mel *mel = bank(setting);
        for (size_t b = 0; b < 40; b++) {
            double want = scale_find(axis.unit)->to_hertz(axis.first + (double)b * axis.step);
            CHECK_NEAR(mel_center(mel, b), want, 1e-12 * want); /* the same sums, rounded once more */
        }
        mel_destroy(mel);
    }
}

static void refusals(void **state)
{
    (void)state;
    static const struct mel_setting rows[] = {
        {.bands = 23, .fft_size = 512, .low = 0, .high = 8001, .rate = 16000},
        {.bands = 23, .fft_size = 512, .low = 300, .high = 300, .rate = 16000},
        {.bands = 23, .fft_size = 512, .low = -1, .high = 300, .rate = 16000},
        {.bands = 23, .fft_size = 512, .low = NAN, .high = 300, .rate = 16000},
        {.bands = 23, .fft_size = 512, .low = 0, .high = NAN, .rate = 16000},
        {.bands = 0, .fft_size = 512, .low = 0, .high = 8000, .rate = 16000},
        {.bands = 258, .fft_size = 512, .low = 0, .high = 8000, .rate = 16000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mel *mel = NULL;
        assert_non_null(mel_create(&mel, &rows[i]));
        assert_null(mel);
    }
    mel_destroy(NULL);
    assert_string_equal(mel_scale_name(MEL_AUDITORY), "auditory");
    assert_string_equal(triangles_name(TRIANGLES_BINS), "bins");
    assert_string_equal(band_norm_name(BAND_NORM_AREA), "area");
    assert_null(mel_scale_name(3));
    assert_null(triangles_name(5));
    assert_null(band_norm_name(2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(centres_of_htk),
                                       cmocka_unit_test(triangles_in_mel),
                                       cmocka_unit_test(triangles_in_hertz),
                                       cmocka_unit_test(slopes_of_aubio),
                                       cmocka_unit_test(triangles_in_bins),
                                       cmocka_unit_test(bins_of_htk),
                                       cmocka_unit_test(auditory_toolbox),
                                       cmocka_unit_test(sums_are_the_weights),
                                       cmocka_unit_test(narrow_bands_are_empty),
                                       cmocka_unit_test(an_axis_has_the_centres),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests_name("mel", tests, NULL, NULL);
}
