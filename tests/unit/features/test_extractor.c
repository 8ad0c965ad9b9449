/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of signals with known spectra; the same rows however the input is pushed; failures.
 */
#include "check.h"

#include "base/memory.h"
#include "base/status.h"
#include "features/extractor.h"
#include "inputs.h"
#include "spectra/spectra_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 8000, MOST_FLOATS = 1 << 16 };

static const struct recipe kaldi = RECIPE_DEFAULT;

/* Adjacent frames of 8 samples, unchanged; columns for energy and two bands, or two cepstra. */
static struct recipe bare_recipe(enum row_kind kind)
{
    struct recipe recipe = kaldi;
    recipe.frames = (struct frame_recipe){
        .fft_size = 8, .hop = {8, EXTENT_SAMPLES}, .window = "rect", .framing = FRAMING_SNIP, .detrend = DETREND_NONE};
    recipe.full_scale = 1;
    recipe.bands = 2;
    recipe.frequencies = (struct band){0, NAN};
    recipe.log_floor = 0x1p-100;
    recipe.coefficients = 2;
    recipe.lifter = 0;
    recipe.zeroth = ZEROTH_BOTH;
    recipe.kind = kind;
    return recipe;
}

static struct extractor *create(struct layout *layout, const struct recipe *recipe, const struct header *input)
{
    struct extractor *extractor = NULL;
    assert_null(layout_resolve(layout, recipe, input));
    assert_null(extractor_create(&extractor, layout, (size_t)input->channels, MOST_FLOATS));
    return extractor;
}

/* Pushes rows[count][numbers] in parts, then the end, and takes all features: row after row in to[]. Their number. */
static size_t extract(float *to, struct extractor *extractor, size_t features, const float *rows, size_t count,
                      size_t numbers, size_t part)
{
    size_t done = 0;
    for (size_t at = 0; at <= count; at += part) {
        size_t size = count - at < part ? count - at : part;
        if (size > 0)
            extractor_push(extractor, rows + at * numbers, size);
        while (extractor_next(extractor, to + done * features))
            assert_true((++done + 1) * features <= MOST_FLOATS);
        if (extractor_failure(extractor) != NULL)
            return done;
    }
    for (extractor_push(extractor, NULL, 0); extractor_next(extractor, to + done * features);)
        assert_true((++done + 1) * features <= MOST_FLOATS);
    return done;
}

/* The sum of a band's weights: what it makes of a spectrum of ones. */
static double weight_of(const struct layout *layout, size_t band)
{
    struct mel *mel = NULL;
    double sum = 0;
    assert_null(mel_create(&mel, &layout->melspec.mel));
    for (size_t k = 0; k <= layout->melspec.mel.fft_size / 2; k++)
        sum += mel_weight(mel, band, k);
    mel_destroy(mel);
    return sum;
}

/* An impulse of height a has the power a^2 in every bin, at any place in the frame, and the energy a^2. */
static void impulses_have_flat_spectra(void **state)
{
    (void)state;
    static const float heights[] = {1, 0.5F, -0.25F, 3};
    static float rows[MOST_FLOATS];
    float samples[4 * 8] = {0};
    struct header input = samples_header(RATE, 1, -1);
    for (size_t n = 0; n < 4; n++)
        samples[8 * n + (3 * n) % 8] = heights[n];
    struct layout layout;
    struct recipe recipe = bare_recipe(ROW_LOGMEL), cepstral = bare_recipe(ROW_MFCC);
    struct extractor *extractor = create(&layout, &recipe, &input);
    assert_int_equal(layout.width, 3);
    assert_int_equal(extract(rows, extractor, 3, samples, 32, 1, 32), 4);
    extractor_destroy(extractor);
    double low = log(weight_of(&layout, 0)), high = log(weight_of(&layout, 1));
    for (size_t n = 0; n < 4; n++) {
        double level = log((double)heights[n] * (double)heights[n]);
        CHECK_NEAR((double)rows[3 * n], level, 1e-6); /* floats below 4: 2.4e-7 each, of energies, logarithms */
        CHECK_NEAR((double)rows[3 * n + 1], level + low, 1e-6);
        CHECK_NEAR((double)rows[3 * n + 2], level + high, 1e-6);
    }
    extractor = create(&layout, &cepstral, &input);
    assert_int_equal(layout.width, 3); /* c0, e, c1 */
    assert_int_equal(extract(rows, extractor, 3, samples, 32, 1, 32), 4);
    extractor_destroy(extractor);
    for (size_t n = 0; n < 4; n++) { /* the orthonormal DCT of two numbers: sum and difference over sqrt(2) */
        double level = log((double)heights[n] * (double)heights[n]);
        CHECK_NEAR((double)rows[3 * n], (2 * level + low + high) / sqrt(2), 2e-6);
        CHECK_NEAR((double)rows[3 * n + 1], level, 1e-6);
        CHECK_NEAR((double)rows[3 * n + 2], (low - high) / sqrt(2), 2e-6);
    }
}

static void features_do_not_depend_on_the_size_of_pushes(void **state)
{
    (void)state;
    static const size_t parts[] = {1, 7, 80, 1000};
    static float samples[2 * 3000], want[MOST_FLOATS], rows[MOST_FLOATS];
    struct header input = samples_header(RATE, 2, -1);
    fill_noise(samples, 2 * 3000);
    for (int i = 0; i < 6; i++) {
        struct recipe recipe = kaldi;
        struct layout layout;
        recipe.frames.framing = i % 2 ? FRAMING_CENTER : FRAMING_SNIP;
        recipe.frames.dither = i == 1;
        recipe.top_db = i == 2 ? 20 : 0;
        recipe.cmvn = i == 3 || i == 4 ? CMVN_VARIANCE : CMVN_NONE;
        recipe.cmvn_window = i == 4 ? 10 : 0;
        recipe.deltas = i / 2;
        recipe.stack = 1 + i;
        recipe.features = i == 5 ? "zcr,flux,chroma,rms" : NULL;
        struct extractor *extractor = create(&layout, &recipe, &input);
        size_t width = 2 * layout.width, count = extract(want, extractor, width, samples, 3000, 2, 3000);
        assert_int_equal(count, i % 2 ? 38 : 36);
        extractor_destroy(extractor);
        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
            extractor = create(&layout, &recipe, &input);
            assert_int_equal(extract(rows, extractor, width, samples, 3000, 2, parts[p]), count);
            assert_memory_equal(rows, want, count * width * sizeof *rows);
            extractor_destroy(extractor);
        }
    }
}

static void top_db_waits_for_the_highest_level(void **state)
{
    (void)state;
    static float samples[4000], rows[MOST_FLOATS], clipped[MOST_FLOATS];
    struct header input = samples_header(RATE, 1, -1);
    struct recipe recipe = kaldi;
    struct layout layout;
    recipe.kind = ROW_LOGMEL;
    recipe.log = COMPRESSION_DB;
    fill_noise(samples, 4000);
    for (size_t i = 0; i < 4000; i++)
        samples[i] *= (float)(i + 1) / 4000; /* the loudest comes last */
    struct extractor *extractor = create(&layout, &recipe, &input);
    size_t width = layout.width, count = extract(rows, extractor, width, samples, 4000, 1, 4000);
    extractor_destroy(extractor);
    recipe.top_db = 15;
    extractor = create(&layout, &recipe, &input);
    extractor_push(extractor, samples, 4000);
    assert_false(extractor_next(extractor, clipped));
    extractor_push(extractor, NULL, 0);
    for (size_t n = 0; n < count; n++)
        assert_true(extractor_next(extractor, clipped + n * width));
    assert_false(extractor_next(extractor, clipped));
    extractor_destroy(extractor);
    float highest = -INFINITY;
    size_t raised = 0;
    for (size_t i = 0; i < count * width; i++)
        highest = fmaxf(highest, rows[i]);
    for (size_t i = width; i < count * width; i++) { /* not row 0, the buffer of the call before the end */
        CHECK_NEAR((double)clipped[i], (double)fmaxf(rows[i], highest - 15), 1e-5); /* floats below 128: 4e-6 */
        raised += rows[i] < highest - 15;
    }
    assert_true(raised > 100 && raised < count * width - 100);
}

/*
 * The scale of spectra is undone. Their bins have relative errors of up to 1e-6, from a transform in single precision,
 * which are absolute errors of logarithms; levels are below 32, where floats have errors of 1e-6.
 */
static void spectra_give_the_features_of_their_samples(void **state)
{
    (void)state;
    static float samples[4000], spectra[MOST_FLOATS], want[MOST_FLOATS], rows[MOST_FLOATS];
    struct header input = samples_header(RATE, 1, 4000);
    struct recipe recipe = kaldi;
    struct layout layout;
    fill_noise(samples, 4000);
    recipe.frames = (struct frame_recipe){.fft_size = 256,
                                          .win_length = {200, EXTENT_SAMPLES},
                                          .hop = {80, EXTENT_SAMPLES},
                                          .window = "hann",
                                          .framing = FRAMING_SNIP};
    recipe.kind = ROW_LOGMEL;
    recipe.zeroth = ZEROTH_BOTH;
    recipe.energy = FRAME_ENERGY_SPECTRUM; /* of all bins, also those at 0 Hz and half the rate */
    struct extractor *extractor = create(&layout, &recipe, &input);
    size_t width = layout.width, count = extract(want, extractor, width, samples, 4000, 1, 4000), made = 0;
    extractor_destroy(extractor);
    for (enum spectrum spectrum = SPECTRUM_MAGNITUDE; spectrum <= SPECTRUM_POWER; spectrum++) {
        struct stft_setting setting = {.fft_size = 256,
                                       .win_length = 200,
                                       .hop = 80,
                                       .window = "hann",
                                       .framing = FRAMING_SNIP,
                                       .rate = RATE,
                                       .spectrum = spectrum};
        struct header header = spectra_header_create(&setting, &input);
        struct stft *stft = NULL;
        assert_null(stft_create(&stft, &setting, 1, 4000));
        for (made = 0, stft_push(stft, samples, 4000); stft_next(stft, spectra + 129 * made);)
            made++;
        stft_destroy(stft);
        extractor = create(&layout, &recipe, &header);
        assert_int_equal(extract(rows, extractor, width, spectra, made, 129, 5), count);
        extractor_destroy(extractor);
        for (size_t i = 0; i < count * width; i++)
            CHECK_NEAR((double)rows[i], (double)want[i], 1e-5);
    }
}

static void failure_is(const char *why, size_t rows_before, const struct recipe *recipe, const struct header *input,
                       const float *rows, size_t count)
{
    static float to[MOST_FLOATS];
    struct layout layout;
    struct extractor *extractor = create(&layout, recipe, input);
    assert_int_equal(extract(to, extractor, layout.width, rows, count, (size_t)input->width, 8), rows_before);
    assert_non_null(extractor_failure(extractor));
    assert_string_equal(extractor_failure(extractor), why);
    assert_int_equal(extractor_status(extractor), EXIT_BAD_DATA);
    extractor_push(extractor, NULL, 0);
    assert_false(extractor_next(extractor, to)); /* failures are final */
    assert_string_equal(extractor_failure(extractor), why);
    extractor_destroy(extractor);
}

static void invalid_rows_are_failures(void **state)
{
    (void)state;
    float samples[5 * 8], spectra[4][5] = {{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}};
    struct header input = samples_header(RATE, 1, -1), powers = input;
    struct recipe recipe = bare_recipe(ROW_MEL);
    fill_noise(samples, 40);
    samples[30] = NAN;
    failure_is("row 3 is not finite: its samples are too large for single precision, or --log-floor is 0", 3, &recipe,
               &input, samples, 40);
    recipe.log_floor = 0;
    for (size_t i = 16; i < 24; i++)
        samples[i] = 0;
    failure_is("row 2 has an energy of 0, which has no logarithm; use --energy-floor", 2, &recipe, &input, samples, 40);
    snprintf(powers.kind, sizeof powers.kind, "power");
    snprintf(powers.axis, sizeof powers.axis, "hz");
    powers.width = 5;
    powers.step = RATE / 8.0;
    recipe = bare_recipe(ROW_MEL);
    recipe.zeroth = ZEROTH_C0;
    spectra[1][2] = -1;
    /* the row itself is still returned */
    failure_is("row 1 contains a negative number, so it is not a power spectrum", 2, &recipe, &powers, spectra[0], 4);
}

static void failures_of_the_row_stages_are_reported(void **state)
{
    (void)state;
    float samples[3 * 8];
    struct header input = samples_header(RATE, 1, -1);
    struct recipe recipe = bare_recipe(ROW_LOGMEL);
    recipe.deltas = 1;
    recipe.delta_form = DELTA_SAVGOL;
    fill_noise(samples, 24);
    failure_is("savgol deltas of window 2 need at least 5 rows, and there are 3", 0, &recipe, &input, samples, 24);
}

static void silence_is_detected(void **state)
{
    (void)state;
    float samples[8] = {0}, rows[64];
    struct header input = samples_header(RATE, 1, -1);
    struct recipe recipe = bare_recipe(ROW_LOGMEL);
    struct layout layout;
    struct extractor *extractor = create(&layout, &recipe, &input);
    for (int i = 0; i < 2; i++) {
        extractor_push(extractor, samples, 8);
        while (extractor_next(extractor, rows))
            continue;
        assert_int_equal(extractor_silent(extractor), i == 0);
        samples[7] = -1e-30F;
    }
    extractor_destroy(extractor);
}

static void bands_without_a_bin_are_listed(void **state)
{
    (void)state;
    struct header input = samples_header(RATE, 1, -1);
    struct recipe recipe = kaldi;
    struct layout layout;
    struct mel *mel = NULL;
    size_t list[100], next = 0;
    recipe.bands = 100;
    recipe.frames.fft_size = 256;
    struct extractor *extractor = create(&layout, &recipe, &input);
    size_t count = extractor_empty(extractor, list);
    assert_null(mel_create(&mel, &layout.melspec.mel));
    for (size_t b = 0; b < 100; b++) {
        double sum = 0;
        for (size_t k = 0; k <= 128; k++)
            sum += mel_weight(mel, b, k);
        if (!(sum > 0))
            assert_int_equal(list[next++], b);
    }
    assert_true(count > 0);
    assert_int_equal(next, count);
    mel_destroy(mel);
    extractor_destroy(extractor);
}

static void invalid_recipes_are_refused(void **state)
{
    (void)state;
    struct header input = samples_header(RATE, 1, -1);
    struct recipe recipe = kaldi;
    struct layout layout;
    struct extractor *extractor = NULL;
    recipe.coefficients = 24; /* of 23 bands */
    assert_null(layout_resolve(&layout, &recipe, &input));
    assert_non_null(extractor_create(&extractor, &layout, 1, 1));
    extractor_destroy(extractor);
    recipe = kaldi;
    recipe.frequencies.high = RATE;
    assert_null(layout_resolve(&layout, &recipe, &input));
    assert_non_null(extractor_create(&extractor, &layout, 1, 1));
    extractor_destroy(extractor);
    extractor_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impulses_have_flat_spectra),
        cmocka_unit_test(features_do_not_depend_on_the_size_of_pushes),
        cmocka_unit_test(top_db_waits_for_the_highest_level),
        cmocka_unit_test(spectra_give_the_features_of_their_samples),
        cmocka_unit_test(invalid_rows_are_failures),
        cmocka_unit_test(failures_of_the_row_stages_are_reported),
        cmocka_unit_test(silence_is_detected),
        cmocka_unit_test(bands_without_a_bin_are_listed),
        cmocka_unit_test(invalid_recipes_are_refused),
    };
    return cmocka_run_group_tests_name("extractor", tests, NULL, NULL);
}
