/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors of signals with known ones, at any full scale and kind of spectrum of the recipe.
 */
#include "check.h"

#include "base/memory.h"
#include "features/descriptors.h"
#include "inputs.h"

#include <stdlib.h>
#include <string.h>

enum { RATE = 8000, LENGTH = 256, HOP = 64, TOTAL = 1024, MOST_ROWS = 32, MOST_COLUMNS = 32 };

static const struct recipe kaldi = RECIPE_DEFAULT;

static struct recipe recipe_of(const char *features, double full_scale, enum bin_kind spectrum, enum framing framing)
{
    struct recipe recipe = kaldi;
    recipe.frames = (struct frame_recipe){.fft_size = LENGTH,
                                          .hop = {HOP, EXTENT_SAMPLES},
                                          .window = "hann",
                                          .window_form = WINDOW_PERIODIC,
                                          .framing = framing};
    recipe.kind = ROW_FEATURES;
    recipe.features = features;
    recipe.full_scale = full_scale;
    recipe.spectrum = spectrum;
    return recipe;
}

/* columns[row] out, of one channel that was pushed at once; the number of rows */
static size_t describe(float columns[MOST_ROWS][MOST_COLUMNS], const struct recipe *recipe, const float *samples)
{
    static float energies[MOST_BANDS];
    struct header input = samples_header(RATE, 1, TOTAL);
    struct layout layout;
    struct melspec *melspec = NULL;
    size_t rows = 0;
    assert_null(layout_resolve(&layout, recipe, &input));
    assert_true(layout.extras <= MOST_COLUMNS);
    assert_null(melspec_create(&melspec, &layout.melspec, 1, TOTAL));
    struct descriptors *descriptors = descriptors_create(&layout, 1);
    for (int end = 0; end < 2; end++) {
        melspec_push(melspec, samples, end ? 0 : TOTAL);
        for (; melspec_next(melspec, energies); rows++)
            descriptors_fill(descriptors, columns[rows], melspec, energies, 0, (int64_t)rows, TOTAL);
    }
    descriptors_destroy(descriptors);
    melspec_destroy(melspec);
    return rows;
}

/* A sine of `bin` periods in a frame, at a phase of 1 radian */
static void fill_sine(float *samples, double amplitude, double bin)
{
    for (size_t i = 0; i < TOTAL; i++)
        samples[i] = (float)(amplitude * sin(2 * M_PI * bin * (double)i / LENGTH + 1));
}

/* A sine on a bin has, through a periodic Hann window, magnitudes of 1 : 2 : 1 in three bins, and none elsewhere. */
static void descriptors_of_a_sine_are_known(void **state)
{
    (void)state;
    static float samples[TOTAL], columns[MOST_ROWS][MOST_COLUMNS];
    struct recipe recipe = recipe_of("centroid,bandwidth,rms,zcr,flux", 32768, BIN_POWER, FRAMING_SNIP);
    fill_sine(samples, 0.5, 32);
    size_t rows = describe(columns, &recipe, samples);
    assert_int_equal(rows, 1 + (TOTAL - LENGTH) / HOP);
    for (size_t n = 0; n < rows; n++) {
        /* float samples: noise of 3e-8 in 129 bins, up to 4000 Hz away */
        CHECK_NEAR((double)columns[n][0], 32.0 * RATE / LENGTH, 0.05);
        CHECK_NEAR((double)columns[n][1], RATE / (double)LENGTH / sqrt(2),
                   1);                                          /* sqrt(2 (1 / 4) 1^2) bins; its square root */
        CHECK_NEAR((double)columns[n][2], 0.5 / sqrt(2), 1e-7); /* rounding to float */
        CHECK_NEAR((double)columns[n][3], 64.0 / LENGTH, 1e-7); /* 64 sign changes; hops are whole periods */
        CHECK_NEAR((double)columns[n][4], 0, 1e-2);             /* nothing changes: dB of the noise in empty bands */
    }
}

static void descriptors_do_not_depend_on_the_recipes_scale(void **state)
{
    (void)state;
    static const char all[] = "centroid,bandwidth,rolloff,flatness,zcr,rms,chroma";
    static float samples[TOTAL], want[MOST_ROWS][MOST_COLUMNS], columns[MOST_ROWS][MOST_COLUMNS];
    struct recipe recipe = recipe_of(all, 1, BIN_POWER, FRAMING_CENTER);
    fill_noise(samples, TOTAL);
    for (size_t i = 0; i < TOTAL; i++)
        samples[i] *= 1e-5F; /* so that the floor of flatness, 1e-10 of power, is above some bins */
    size_t rows = describe(want, &recipe, samples);
    for (int i = 0; i < 6; i++) {
        recipe = recipe_of(all, i < 3 ? 32768 : 0.001, i % 3 == 0 ? BIN_POWER : BIN_MAGNITUDE, FRAMING_CENTER);
        recipe.spectrum_norm = i % 3 == 2 ? SPECTRUM_NORM_FFT : SPECTRUM_NORM_NONE;
        assert_int_equal(describe(columns, &recipe, samples), rows);
        for (size_t n = 0; n < rows; n++)
            for (size_t k = 0; k < 6 + CHROMA_NOTES; k++) /* some roundings to float */
                CHECK_NEAR((double)columns[n][k], (double)want[n][k], 1e-6 * fmax(1, fabs((double)want[n][k])));
    }
}

/* Each column, and the block of chroma, is the same as when it is asked for alone. */
static void columns_are_in_the_order_of_the_list(void **state)
{
    (void)state;
    static float samples[TOTAL], columns[MOST_ROWS][MOST_COLUMNS], single[MOST_ROWS][MOST_COLUMNS];
    static const char *const names[] = {"rms", "chroma", "centroid", "zcr"};
    struct recipe recipe = recipe_of("rms,chroma,centroid,zcr", 1, BIN_POWER, FRAMING_SNIP);
    fill_noise(samples, TOTAL);
    size_t rows = describe(columns, &recipe, samples), place = 0;
    for (size_t i = 0; i < 4; i++) {
        size_t width = strcmp(names[i], "chroma") == 0 ? CHROMA_NOTES : 1;
        recipe = recipe_of(names[i], 1, BIN_POWER, FRAMING_SNIP);
        assert_int_equal(describe(single, &recipe, samples), rows);
        for (size_t n = 0; n < rows; n++)
            assert_memory_equal(columns[n] + place, single[n], width * sizeof(float));
        place += width;
    }
}

/* A constant of -0.5, padded with zeros. */
static void padding_counts_for_rms_and_not_for_zcr(void **state)
{
    (void)state;
    static float samples[TOTAL], columns[MOST_ROWS][MOST_COLUMNS];
    struct recipe recipe = recipe_of("zcr,rms", 32768, BIN_POWER, FRAMING_CENTER);
    for (size_t i = 0; i < TOTAL; i++)
        samples[i] = -0.5F;
    size_t rows = describe(columns, &recipe, samples);
    assert_int_equal(rows, 1 + TOTAL / HOP);
    for (size_t n = 0; n < rows; n++) {
        int64_t start = (int64_t)n * HOP - LENGTH / 2, end = start + LENGTH;
        double inside = (double)((end < TOTAL ? end : TOTAL) - (start > 0 ? start : 0));
        CHECK_NEAR((double)columns[n][0], 0, 0);
        CHECK_NEAR((double)columns[n][1], 0.5 * sqrt(inside / LENGTH), 1e-7); /* rounding to float */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_of_a_sine_are_known),
        cmocka_unit_test(descriptors_do_not_depend_on_the_recipes_scale),
        cmocka_unit_test(columns_are_in_the_order_of_the_list),
        cmocka_unit_test(padding_counts_for_rms_and_not_for_zcr),
    };
    return cmocka_run_group_tests_name("descriptors", tests, NULL, NULL);
}
