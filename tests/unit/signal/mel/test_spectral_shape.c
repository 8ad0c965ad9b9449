/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spectral shape: numbers by the definitions of librosa in numpy (which agree with librosa 0.11.0 to 1e-7 on
 * recordings), signals whose shape is plain, and silence.
 */
#include "check.h"

#include "signal/mel/spectral_shape.h"

#include <float.h>
#include <stdlib.h>

enum { LENGTH = 16, BINS = LENGTH / 2 + 1, BANDS = 4 };

/* One row of one feature. */
static double value(enum shape_feature feature, const struct spectral_shape_input *input)
{
    struct spectral_shape *spectral_shape =
        spectral_shape_create(&(struct spectral_shape_setting){&feature, 1, LENGTH, 16000, BANDS, LENGTH});
    float row = NAN;
    spectral_shape_fill(spectral_shape, &row, input);
    spectral_shape_destroy(spectral_shape);
    return (double)row;
}

static void numbers_are_librosas(void **state)
{
    (void)state;
    static const float magnitude[BINS] = {0.1F, 0.5F, 2, 1.5F, 0.25F, 0.75F, 0.05F, 0.3F, 0.2F};
    struct spectral_shape_input input = {.magnitude = magnitude};
    CHECK_NEAR(value(SHAPE_CENTROID, &input), 3141.592930605897, 3e-4); /* a float of that size */
    CHECK_NEAR(value(SHAPE_BANDWIDTH, &input), 1799.0521534331397, 2e-4);
    CHECK_NEAR(value(SHAPE_ROLLOFF, &input), 5000, 0);
    CHECK_NEAR(value(SHAPE_FLATNESS, &input), 0.15401806088925954, 2e-8);
}

static void a_line_is_at_its_frequency(void **state)
{
    (void)state;
    for (size_t k = 0; k < BINS; k++) {
        float magnitude[BINS] = {0};
        struct spectral_shape_input input = {.magnitude = magnitude};
        magnitude[k] = 0.3F;
        CHECK_NEAR(value(SHAPE_CENTROID, &input), 1000.0 * (double)k, 0);
        CHECK_NEAR(value(SHAPE_BANDWIDTH, &input), 0, 0);
        CHECK_NEAR(value(SHAPE_ROLLOFF, &input), 1000.0 * (double)k, 0);
    }
}

/* The geometric mean of numbers at both ends of float's range, against logarithms. */
static void flatness_has_no_limits(void **state)
{
    (void)state;
    enum { LONG = 4096, MANY = LONG / 2 + 1 };
    static float magnitude[MANY];
    static const float sizes[] = {1e-30F, 1e-5F, 1, 3.7F, 1e18F, FLT_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        enum shape_feature feature = SHAPE_FLATNESS;
        struct spectral_shape *spectral_shape =
            spectral_shape_create(&(struct spectral_shape_setting){&feature, 1, LONG, 8000, 0, 0});
        double logs = 0, sum = 0;
        float row = 0;
        for (size_t k = 0; k < MANY; k++) {
            magnitude[k] = sizes[i] * ((float)(k % 7 + 1) / 7);
            double power = fmax(1e-10, pow((double)magnitude[k], 2));
            logs += log(power) / MANY;
            sum += power / MANY;
        }
        spectral_shape_fill(spectral_shape, &row, &(struct spectral_shape_input){.magnitude = magnitude});
        CHECK_NEAR((double)row, exp(logs) / sum, 1e-7); /* a float below 1; logs of 177 are good to 1e-13 here */
        spectral_shape_destroy(spectral_shape);
    }
}

/* numpy: mean(max(0, diff(10 log10(max(1e-10, P))))) */
static void flux_counts_rises_only(void **state)
{
    (void)state;
    static const float power[3][BANDS] = {{1e-3F, 0.5F, 0, 2}, {2e-3F, 0.25F, 1e-4F, 2}, {0, 8, 1e-12F, 1}};
    static const double want[] = {0, 15.752574989159953, 3.762874945799765};
    enum shape_feature feature = SHAPE_FLUX;
    struct spectral_shape *spectral_shape =
        spectral_shape_create(&(struct spectral_shape_setting){&feature, 1, LENGTH, 16000, BANDS, LENGTH});
    for (size_t n = 0; n < 3; n++) {
        float row = NAN;
        spectral_shape_fill(spectral_shape, &row, &(struct spectral_shape_input){.power = power[n]});
        CHECK_NEAR((double)row, want[n], 5e-6); /* levels are floats of up to 100 */
    }
    spectral_shape_destroy(spectral_shape);
}

static void samples_are_counted(void **state)
{
    (void)state;
    /* Signs - + + (0) + (-1e-11 is 0) - -: four samples of 16 begin a new sign, two more at the ends of the signal. */
    static const float samples[LENGTH] = {0, 0, -1, 2, 0, -1e-11F, 3, -4, -2, 1, 1, -5};
    struct spectral_shape_input input = {.samples = samples, .begin = 2, .end = 12};
    CHECK_NEAR(value(SHAPE_ZCR, &input), 4.0 / LENGTH, 0);
    input.begin = 0;
    CHECK_NEAR(value(SHAPE_ZCR, &input), 5.0 / LENGTH, 0);
    input.end = LENGTH;
    CHECK_NEAR(value(SHAPE_ZCR, &input), 6.0 / LENGTH, 0);
    CHECK_NEAR(value(SHAPE_RMS, &input), sqrt(61.0 / LENGTH), 2e-7); /* 1 + 4 + 9 + 16 + 4 + 1 + 1 + 25; a float of 2 */
    input.begin = input.end = 0;
    CHECK_NEAR(value(SHAPE_ZCR, &input), 0, 0);
}

/* librosa 0.11 of zeros: everything 0, but flatness 1. All features at once, in any order. */
static void silence_is_as_in_librosa(void **state)
{
    (void)state;
    static const float zeros[LENGTH] = {0};
    enum shape_feature wanted[SHAPE_COUNT];
    for (size_t i = 0; i < SHAPE_COUNT; i++)
        wanted[i] = (enum shape_feature)(SHAPE_COUNT - 1 - i);
    struct spectral_shape *spectral_shape =
        spectral_shape_create(&(struct spectral_shape_setting){wanted, SHAPE_COUNT, LENGTH, 16000, BANDS, LENGTH});
    for (int n = 0; n < 2; n++) {
        float row[SHAPE_COUNT];
        spectral_shape_fill(spectral_shape, row, &(struct spectral_shape_input){zeros, zeros, zeros, 0, LENGTH});
        for (size_t i = 0; i < SHAPE_COUNT; i++)
            CHECK_NEAR((double)row[i], wanted[i] == SHAPE_FLATNESS, 1e-7);
    }
    spectral_shape_destroy(spectral_shape);
    spectral_shape_destroy(NULL);
}

static void every_feature_has_a_name(void **state)
{
    (void)state;
    size_t count = 0;
    while (spectral_shape_name(count) != NULL)
        count++;
    assert_int_equal(count, SHAPE_COUNT);
    assert_string_equal(spectral_shape_name(SHAPE_RMS), "rms");
    assert_int_equal(spectral_shape_source(SHAPE_FLUX), SHAPE_OF_BANDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_librosas),    cmocka_unit_test(a_line_is_at_its_frequency),
        cmocka_unit_test(flatness_has_no_limits),  cmocka_unit_test(flux_counts_rises_only),
        cmocka_unit_test(samples_are_counted),     cmocka_unit_test(silence_is_as_in_librosa),
        cmocka_unit_test(every_feature_has_a_name)};
    return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
