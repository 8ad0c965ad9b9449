/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recipe resolved at a rate: lengths in samples, widths of rows, and messages.
 */
#include "check.h"

#include "inputs.h"
#include "features/layout.h"
#include "spectra/spectra_header.h"

#include <stdio.h>
#include <string.h>

static const struct recipe kaldi = RECIPE_DEFAULT;

static struct layout resolve(const struct recipe *recipe, const struct header *input)
{
    struct layout layout;
    assert_null(layout_refuse(input));
    assert_null(layout_resolve(&layout, recipe, input));
    return layout;
}

/* Power spectra of 512 points at 16 kHz, of one channel. */
static struct header spectra_header(const char *window)
{
    struct stft_setting setting = {.fft_size = 512,
                                   .win_length = 400,
                                   .hop = 160,
                                   .window = window,
                                   .framing = FRAMING_SNIP,
                                   .rate = 16000,
                                   .spectrum = SPECTRUM_POWER,
                                   .scaling = SCALING_SPECTRUM};
    struct header samples = samples_header(16000, 1, 16000);
    return spectra_header_create(&setting, &samples);
}

static void lengths_are_samples_at_the_rate(void **state)
{
    (void)state;
    static const struct {
        double rate;
        long fft_size;
        struct extent window, hop;
        enum rounding rounding;
        size_t fft, window_samples, hop_samples;
    } rows[] = {
        {16000, 0, {0.025, EXTENT_SECONDS}, {0.01, EXTENT_SECONDS}, ROUNDING_DOWN, 512, 400, 160},
        {16000, 0, {0.032, EXTENT_SECONDS}, {0.01, EXTENT_SECONDS}, ROUNDING_DOWN, 512, 512, 160},
        {8000, 0, {0.025, EXTENT_SECONDS}, {0.01, EXTENT_SECONDS}, ROUNDING_NEAREST, 256, 200, 80},
        /* 275.625 and 110.25 samples */
        {11025, 0, {0.025, EXTENT_SECONDS}, {0.01, EXTENT_SECONDS}, ROUNDING_DOWN, 512, 275, 110},
        {11025, 0, {0.025, EXTENT_SECONDS}, {0.01, EXTENT_SECONDS}, ROUNDING_NEAREST, 512, 276, 110},
        /* lengths given in samples; the overlap is a part of the window, and a hop is at least 1 */
        {44100, 2048, {0, EXTENT_NONE}, {512, EXTENT_SAMPLES}, ROUNDING_DOWN, 2048, 2048, 512},
        {44100, 2048, {1000, EXTENT_SAMPLES}, {75, EXTENT_PERCENT}, ROUNDING_DOWN, 2048, 1000, 250},
        {44100, 16, {4, EXTENT_SAMPLES}, {99, EXTENT_PERCENT}, ROUNDING_DOWN, 16, 4, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recipe recipe = kaldi;
        struct header input = samples_header(rows[i].rate, 1, -1);
        recipe.frames.fft_size = rows[i].fft_size;
        recipe.frames.win_length = rows[i].window;
        recipe.frames.hop = rows[i].hop;
        recipe.frames.rounding = rows[i].rounding;
        struct layout layout = resolve(&recipe, &input);
        assert_int_equal(layout.melspec.mel.fft_size, rows[i].fft);
        assert_int_equal(layout.melspec.win_length, rows[i].window_samples);
        assert_int_equal(layout.melspec.hop, rows[i].hop_samples);
        CHECK_NEAR(layout.melspec.mel.high, rows[i].rate / 2, 0);
        CHECK_NEAR(layout.compress.pcen.rate, rows[i].rate / (double)rows[i].hop_samples, 0);
    }
}

static void widths_are_those_of_the_columns(void **state)
{
    (void)state;
    static const struct {
        enum row_kind kind;
        enum zeroth zeroth;
        const char *features;
        long deltas, stack;
        size_t statics, extras, width;
    } rows[] = {
        {ROW_MFCC, ZEROTH_ENERGY, NULL, 0, 1, 13, 0, 13},
        {ROW_MFCC, ZEROTH_C0, NULL, 2, 1, 13, 0, 39},
        {ROW_MFCC, ZEROTH_BOTH, NULL, 0, 1, 14, 0, 14},
        {ROW_MFCC, ZEROTH_NONE, NULL, 0, 1, 12, 0, 12},
        {ROW_MFCC, ZEROTH_ENERGY, "rms,chroma", 2, 3, 13, 13, 3 * (39 + 13)},
        {ROW_MEL, ZEROTH_C0, NULL, 0, 1, 23, 0, 23},
        {ROW_LOGMEL, ZEROTH_BOTH, NULL, 1, 1, 24, 0, 48},
        {ROW_LOGMEL, ZEROTH_ENERGY, NULL, 0, 5, 23, 0, 115}, /* energy replaces c0, and there is none */
        {ROW_FEATURES, ZEROTH_BOTH, "zcr,chroma,flux", 2, 1, 0, 14, 14},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recipe recipe = kaldi;
        struct header input = samples_header(16000, 2, -1);
        recipe.kind = rows[i].kind;
        recipe.zeroth = rows[i].zeroth;
        recipe.features = rows[i].features;
        recipe.deltas = rows[i].deltas;
        recipe.stack = rows[i].stack;
        struct layout layout = resolve(&recipe, &input);
        assert_int_equal(layout.statics, rows[i].statics);
        assert_int_equal(layout.extras, rows[i].extras);
        assert_int_equal(layout.width, rows[i].width);
    }
}

static void top_db_needs_logarithms(void **state)
{
    (void)state;
    struct header input = samples_header(16000, 1, -1);
    for (enum row_kind kind = ROW_MFCC; kind <= ROW_FEATURES; kind++)
        for (enum compression log = COMPRESSION_NONE; log <= COMPRESSION_PCEN; log++) {
            struct recipe recipe = kaldi;
            bool logarithms = log != COMPRESSION_NONE && log != COMPRESSION_PCEN;
            recipe.kind = kind;
            recipe.log = log;
            recipe.top_db = 80;
            recipe.features = "rms";
            struct layout layout = resolve(&recipe, &input);
            CHECK_NEAR(layout.top_db, logarithms && (kind == ROW_MFCC || kind == ROW_LOGMEL) ? 80 : 0, 0);
        }
    struct recipe recipe = kaldi;
    recipe.log_floor = 2;
    CHECK_NEAR(resolve(&recipe, &input).energy_floor, 2, 0); /* the greater of both, as in Kaldi */
    recipe.energy_floor = 3;
    CHECK_NEAR(resolve(&recipe, &input).energy_floor, 3, 0);
}

/* The options about bands cannot fail where no column needs bands. */
static void features_without_bands_use_one(void **state)
{
    (void)state;
    struct header input = samples_header(16000, 1, -1);
    struct recipe recipe = kaldi;
    recipe.kind = ROW_FEATURES;
    recipe.features = "rms,chroma";
    assert_int_equal(resolve(&recipe, &input).melspec.mel.bands, 1);
    recipe.features = "rms,flux";
    assert_int_equal(resolve(&recipe, &input).melspec.mel.bands, 23);
}

static void spectra_have_an_fft_size_and_a_scale(void **state)
{
    (void)state;
    struct recipe recipe = kaldi;
    recipe.zeroth = ZEROTH_C0;
    struct header input = spectra_header("rect");
    struct layout layout = resolve(&recipe, &input);
    assert_true(layout.from_spectra);
    assert_int_equal(layout.input_bins, BIN_POWER);
    assert_int_equal(layout.melspec.mel.fft_size, 512);
    CHECK_NEAR(layout.melspec.mel.rate, 16000, 0);
    CHECK_NEAR(layout.compress.pcen.rate, 100, 0);
    CHECK_NEAR(layout.between, 2.0 / 400, 1e-18); /* c / sum(h), see stft.h; one rounding */
    CHECK_NEAR(layout.at_ends, 1.0 / 400, 1e-18);
    header_note(&input, "stft", NULL); /* unknown scale: taken as it is */
    layout = resolve(&recipe, &input);
    CHECK_NEAR(layout.between, 1, 0);
    CHECK_NEAR(layout.at_ends, 1, 0);
}

static void recipe_is_refused(const char *why, const struct recipe *recipe, const struct header *input)
{
    struct layout layout;
    const char *got = layout_resolve(&layout, recipe, input);
    assert_non_null(got);
    assert_string_equal(got, why);
}

static void messages_about_recipes(void **state)
{
    (void)state;
    struct header input = samples_header(16000, 2, -1), spectra = spectra_header("hann");
    struct recipe recipe = kaldi;
    recipe.frames.win_length = (struct extent){30, EXTENT_PERCENT};
    recipe_is_refused("--win-length: a percentage is not a length", &recipe, &input);
    recipe.frames.win_length = (struct extent){0.025, EXTENT_SECONDS};
    recipe.frames.hop = (struct extent){1e-5, EXTENT_SECONDS};
    recipe_is_refused("--hop: 0 samples are out of range (1 to 1048576)", &recipe, &input);
    recipe = kaldi;
    recipe.frames.fft_size = 399;
    recipe_is_refused("--fft-size 399 is less than the window length of 400 samples", &recipe, &input);
    recipe = kaldi;
    recipe.kind = ROW_FEATURES;
    recipe_is_refused("--kind features needs --features", &recipe, &input);
    recipe.features = "rms,rms";
    recipe_is_refused("--features: 'rms' is given twice", &recipe, &input);
    recipe.features = "chroma,rms,chroma";
    recipe_is_refused("--features: 'chroma' is given twice", &recipe, &input);
    recipe.features = "rms,";
    recipe_is_refused(
        "--features: unknown name ''; choose from centroid, bandwidth, rolloff, flatness, flux, zcr, rms and chroma",
        &recipe, &input);
    recipe.features = "rms";
    recipe_is_refused("--features: rms needs samples, and the input is spectra", &recipe, &spectra);
    recipe = kaldi;
    recipe.coefficients = 1;
    recipe.zeroth = ZEROTH_NONE;
    recipe_is_refused("--coefficients 1 and --zeroth none leave no column", &recipe, &input);
    recipe = kaldi;
    recipe_is_refused("spectra do not hold the raw energy of a frame; add --zeroth c0 or --energy spectrum", &recipe,
                      &spectra);
    recipe.kind = ROW_MEL;
    recipe.bands = 4096;
    recipe.stack = 1000;
    recipe_is_refused("4096000 numbers in a row of 2 channels are too many", &recipe, &input);
}

static void messages_about_headers(void **state)
{
    (void)state;
    const struct header good = spectra_header("hann");
    static const char uneven[] = "bands need spectra whose columns are evenly spaced in hertz and begin at 0 Hz",
                      part[] = "these spectra do not cover 0 Hz to half the sample rate";
    struct header bad = good;
    assert_null(layout_refuse(&good));
    snprintf(bad.kind, sizeof bad.kind, "level");
    assert_string_equal(layout_refuse(&bad),
                        "features need samples, or power or magnitude spectra, and the input has level rows");
    bad = good;
    snprintf(bad.axis, sizeof bad.axis, "mel");
    assert_string_equal(layout_refuse(&bad), uneven);
    bad = good;
    bad.first = 100;
    assert_string_equal(layout_refuse(&bad), uneven);
    bad = good;
    bad.samplerate = (struct ratio){0, 1};
    assert_string_equal(layout_refuse(&bad), "the header of these spectra does not give the sample rate");
    bad = good;
    bad.width--;
    assert_string_equal(layout_refuse(&bad), part);
    bad = good;
    bad.step = 1e9; /* a transform of less than one sample */
    assert_string_equal(layout_refuse(&bad), part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_samples_at_the_rate),
        cmocka_unit_test(widths_are_those_of_the_columns),
        cmocka_unit_test(top_db_needs_logarithms),
        cmocka_unit_test(features_without_bands_use_one),
        cmocka_unit_test(spectra_have_an_fft_size_and_a_scale),
        cmocka_unit_test(messages_about_recipes),
        cmocka_unit_test(messages_about_headers),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
