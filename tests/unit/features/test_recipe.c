/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of a recipe's choices are those of its enums, and the default is Kaldi's compute-mfcc-feats.
 */
#include "check.h"

#include "features/recipe.h"
#include "signal/mel/spectral_shape.h"

#include <string.h>

static const struct recipe kaldi = RECIPE_DEFAULT;

static void every_enum_has_its_names(void **state)
{
    (void)state;
    static const struct {
        const char *(*names)(size_t);
        size_t last; /* value of the enum, of the name: */
        const char *name;
    } rows[] = {
        {rounding_name, ROUNDING_DOWN, "down"},         {window_form_name, WINDOW_SYMMETRIC, "symmetric"},
        {spectrum_norm_name, SPECTRUM_NORM_FFT, "fft"}, {zeroth_name, ZEROTH_NONE, "none"},
        {zeroth_place_name, ZEROTH_LAST, "last"},       {row_kind_name, ROW_FEATURES, "features"},
        {cmvn_name, CMVN_VARIANCE, "variance"},         {answer_name, ANSWER_YES, "yes"},
        {feature_name, SHAPE_COUNT, "chroma"},          {frame_energy_name, FRAME_ENERGY_SPECTRUM, "spectrum"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(rows[i].names(rows[i].last), rows[i].name);
        assert_null(rows[i].names(rows[i].last + 1));
        for (size_t k = 0; k < rows[i].last; k++)
            assert_string_not_equal(rows[i].names(k), rows[i].name);
    }
}

/* The layout adds ENERGY_RAW to a frame_energy. */
static void energies_are_those_of_melspec_without_none(void **state)
{
    (void)state;
    static const struct {
        enum frame_energy energy;
        enum energy of_melspec;
    } rows[] = {{FRAME_ENERGY_RAW, ENERGY_RAW},
                {FRAME_ENERGY_WINDOWED, ENERGY_WINDOWED},
                {FRAME_ENERGY_SPECTRUM, ENERGY_SPECTRUM}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(rows[i].energy + ENERGY_RAW, rows[i].of_melspec);
        assert_string_equal(frame_energy_name(rows[i].energy), energy_name(rows[i].of_melspec));
    }
}

/* compute-mfcc-feats --help, Kaldi 5.5: what its options are when not given, but for dither (1) */
static void the_default_is_kaldis(void **state)
{
    (void)state;
    const struct frame_recipe *frames = &kaldi.frames;
    CHECK_NEAR(frames->win_length.value, 0.025, 0); /* --frame-length=25 */
    CHECK_NEAR(frames->hop.value, 0.010, 0);        /* --frame-shift=10 */
    assert_int_equal(frames->win_length.unit, EXTENT_SECONDS);
    assert_int_equal(frames->hop.unit, EXTENT_SECONDS);
    assert_int_equal(frames->fft_size, 0);            /* --round-to-power-of-two=true */
    assert_string_equal(frames->window, "povey");     /* --window-type=povey */
    assert_int_equal(frames->framing, FRAMING_SNIP);  /* --snip-edges=true */
    assert_int_equal(frames->detrend, DETREND_MEAN);  /* --remove-dc-offset=true */
    CHECK_NEAR(frames->preemph, 0.97, 0);             /* --preemphasis-coefficient=0.97 */
    assert_int_equal(kaldi.energy, FRAME_ENERGY_RAW); /* --raw-energy=true */
    assert_int_equal(kaldi.zeroth, ZEROTH_ENERGY);    /* --use-energy=true */
    assert_int_equal(kaldi.bands, 23);                /* --num-mel-bins=23 */
    CHECK_NEAR(kaldi.frequencies.low, 20, 0);         /* --low-freq=20 */
    assert_true(isnan(kaldi.frequencies.high));       /* --high-freq=0: half the rate */
    assert_int_equal(kaldi.coefficients, 13);         /* --num-ceps=13 */
    CHECK_NEAR(kaldi.lifter, 22, 0);                  /* --cepstral-lifter=22 */
    assert_int_equal(kaldi.deltas, 0);
    assert_int_equal(kaldi.stack, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_enum_has_its_names),
        cmocka_unit_test(energies_are_those_of_melspec_without_none),
        cmocka_unit_test(the_default_is_kaldis),
    };
    return cmocka_run_group_tests_name("recipe", tests, NULL, NULL);
}
