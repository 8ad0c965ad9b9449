/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A header describes the transform that made its rows, and the transform can be read back from it. */
#include "spectra/spectra_header.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 5000, RATE = 8000, LENGTH = 400, HOP = 160, FFT = 512 };

static const struct stft_setting usual = {
    .fft_size = FFT, .win_length = LENGTH, .hop = HOP, .window = "hann", .rate = RATE, .spectrum = SPECTRUM_POWER};

/* Samples that begin 2 s after the first. */
static struct header samples_header(int64_t rows)
{
    return (struct header){.kind = "samples",
                           .rate = {RATE, 1},
                           .start = 2,
                           .width = 1,
                           .channels = 2,
                           .axis = "index",
                           .step = 1,
                           .rows = rows,
                           .samplerate = {RATE, 1},
                           .full_scale = 1,
                           .origin = "2026-01-31T12:00:00Z",
                           .source = "a.wav"};
}

static struct reassign_setting reassigned(void)
{
    return (struct reassign_setting){
        .spectrum = SPECTRUM_POWER,
        .estimate = {.fft_size = FFT, .win_length = LENGTH, .time = true},
        .grid = {.hop = 40, .row_hop = HOP, .scale = scale_find("mel"), .first = 100, .step = 25, .width = 60}};
}

static struct header spectra_of(const struct stft_setting *setting)
{
    const struct header samples = samples_header(SAMPLES);
    return spectra_header_create(setting, &samples);
}

static void check_same(const struct stft_setting *got, const struct stft_setting *want)
{
    assert_int_equal(got->fft_size, want->fft_size);
    assert_int_equal(got->win_length, want->win_length);
    assert_int_equal(got->hop, want->hop);
    assert_string_equal(got->window, want->window);
    assert_int_equal(got->symmetric, want->symmetric);
    assert_int_equal(got->framing, want->framing);
    assert_int_equal(got->spectrum, want->spectrum);
    assert_int_equal(got->scaling, want->scaling);
    assert_int_equal(got->phase, want->phase);
    assert_int_equal(got->detrend, want->detrend);
    CHECK_NEAR(got->rate, want->rate, 0);
}

/* What the header says, after it was written as text and read again, is the setting. */
static void check_round_trip(const struct stft_setting *setting, int64_t rows)
{
    struct header samples = samples_header(rows), spectra = spectra_header_create(setting, &samples), read;
    struct stft_setting back;
    char block[HEADER_BYTES];
    int64_t length = 0;
    assert_null(header_check(&spectra));
    assert_null(header_format(block, &spectra));
    assert_null(header_parse(&read, block));
    assert_null(spectra_header_setting(&back, &length, &read));
    check_same(&back, setting);
    assert_int_equal(length, rows);
}

static void test_every_name_comes_back(void **state)
{
    (void)state;
    for (unsigned i = 0; spectrum_name(i) != NULL; i++) {
        struct stft_setting setting = usual;
        setting.spectrum = i;
        check_round_trip(&setting, SAMPLES);
    }
    for (unsigned i = 0; framing_name(i) != NULL; i++) {
        struct stft_setting setting = usual;
        setting.framing = i;
        check_round_trip(&setting, SAMPLES);
    }
    for (unsigned i = 0; scaling_name(i) != NULL; i++) {
        struct stft_setting setting = usual;
        setting.scaling = i;
        check_round_trip(&setting, SAMPLES);
    }
    for (unsigned i = 0; phase_origin_name(i) != NULL; i++) {
        struct stft_setting setting = usual;
        setting.phase = i;
        check_round_trip(&setting, SAMPLES);
    }
}

/* --detrend takes from the frames what no inverse can give back. */
static void test_detrending_is_recorded(void **state)
{
    (void)state;
    struct reassign_setting reassign = reassigned();
    struct header samples = samples_header(SAMPLES);
    for (unsigned i = 0; detrend_name(i) != NULL; i++) {
        struct stft_setting setting = usual;
        setting.detrend = i;
        check_round_trip(&setting, SAMPLES);
        struct header spectra = spectra_of(&setting),
                      squeezed = spectra_header_reassigned(&reassign, &setting, &samples);
        if (i == DETREND_NONE) {
            assert_null(spectra_header_refuse_inverse(&spectra));
            assert_null(spectra_header_refuse_inverse(&squeezed));
            continue;
        }
        assert_non_null(strstr(spectra_header_refuse_inverse(&spectra), detrend_name(i)));
        assert_non_null(strstr(spectra_header_refuse_inverse(&squeezed), detrend_name(i)));
    }
}

static void test_samples_are_set_when_they_are_known(void **state)
{
    (void)state;
    struct header unknown = samples_header(-1), spectra = spectra_header_create(&usual, &unknown);
    struct stft_setting setting;
    int64_t length = 0;
    spectra_header_set_samples(&spectra, SAMPLES);
    assert_null(spectra_header_setting(&setting, &length, &spectra));
    assert_int_equal(length, SAMPLES);
    check_same(&setting, &usual);
}

static void test_sizes_come_back(void **state)
{
    (void)state;
    struct stft_setting setting = usual;
    setting.symmetric = true;
    setting.window = "kaiser:8.6";
    check_round_trip(&setting, SAMPLES);
    setting.hop = 2 * LENGTH;
    check_round_trip(&setting, SAMPLES);
    setting.fft_size = setting.win_length = setting.hop = 1;
    check_round_trip(&setting, SAMPLES);
    check_round_trip(&usual, -1); /* a length that is not known yet */
    check_round_trip(&usual, 0);
}

/* A row lies at sample floor(L / 2) of its frame; under a symmetric window at (L - 1) / 2, between two if L is even. */
static void test_rows_are_centred_on_frames(void **state)
{
    (void)state;
    struct reassign_setting reassign = reassigned();
    struct header samples = samples_header(SAMPLES);
    for (unsigned i = 0; framing_name(i) != NULL; i++)
        for (size_t length = LENGTH; length <= LENGTH + 1; length++)
            for (int symmetric = 0; symmetric < 2; symmetric++) {
                struct stft_setting setting = usual;
                setting.framing = i;
                setting.win_length = length;
                setting.symmetric = symmetric;
                struct header header = spectra_of(&setting);
                double start = (double)framing_start(i, (int64_t)length, HOP), middle = (double)(length / 2);
                double first = start + (symmetric ? ((double)length - 1) / 2 : middle);
                CHECK_NEAR(header.start, 2 + first / RATE, 1e-12); /* rounding of a few numbers below 10 */
                assert_int_equal(header.rows, framing_rows(i, SAMPLES, (int64_t)length, HOP));
                /* points are counted from the middle sample */
                header = spectra_header_reassigned(&reassign, &setting, &samples);
                CHECK_NEAR(header.start, 2 + (start + middle) / RATE, 1e-12);
            }
}

/* Rates are exact fractions of whole numbers, also of a rate with decimal places. */
static void test_rates_are_exact(void **state)
{
    (void)state;
    struct reassign_setting reassign = reassigned();
    struct header samples = samples_header(SAMPLES);
    char text[2 * NOTATION_ROOM];
    samples.rate = samples.samplerate = (struct ratio){666666.667, 1};
    struct header spectra = spectra_header_create(&usual, &samples);
    assert_string_equal(notation_ratio_text(text, spectra.rate), "666666667/160000");
    assert_string_equal(notation_ratio_text(text, spectra.samplerate), "666666.667");
    struct header squeezed = spectra_header_reassigned(&reassign, &usual, &samples);
    assert_string_equal(notation_ratio_text(text, squeezed.rate), "666666667/160000");
    samples.rate = (struct ratio){44100, 11};
    struct header mean = spectra_header_mean_row(&spectra, &samples, 3);
    assert_string_equal(notation_ratio_text(text, mean.rate), "44100/33");
}

static void test_axis_is_that_of_the_bins(void **state)
{
    (void)state;
    struct header header = spectra_of(&usual);
    assert_string_equal(header.axis, "hz");
    CHECK_NEAR(header.first, 0, 0);
    CHECK_NEAR(header.step, (double)RATE / FFT, 0);
    CHECK_NEAR(header_rate(&header), (double)RATE / HOP, 1e-12);
    CHECK_NEAR(ratio_value(header.samplerate), RATE, 0);
    assert_int_equal(header.width, FFT / 2 + 1);
    assert_int_equal(header.channels, 2);
    assert_string_equal(header.source, "a.wav");
    assert_string_equal(header.origin, "2026-01-31T12:00:00Z");
}

static void test_units(void **state)
{
    (void)state;
    static const struct {
        enum spectrum spectrum;
        enum scaling scaling;
        const char *unit;
    } cases[] = {{SPECTRUM_COMPLEX, SCALING_SPECTRUM, "FS"},
                 {SPECTRUM_MAGNITUDE, SCALING_SPECTRUM, "FS"},
                 {SPECTRUM_POWER, SCALING_SPECTRUM, "FS^2"},
                 {SPECTRUM_LEVEL, SCALING_SPECTRUM, "dBFS"},
                 {SPECTRUM_PHASE, SCALING_SPECTRUM, "rad"},
                 {SPECTRUM_DENSITY, SCALING_DENSITY, "FS^2/Hz"},
                 {SPECTRUM_POWER, SCALING_DENSITY, "FS^2/Hz"},
                 {SPECTRUM_LEVEL, SCALING_DENSITY, "dBFS/Hz"},
                 {SPECTRUM_MAGNITUDE, SCALING_DENSITY, "FS/sqrt(Hz)"},
                 {SPECTRUM_POWER, SCALING_NONE, "FS^2"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stft_setting setting = usual;
        setting.spectrum = cases[i].spectrum;
        setting.scaling = cases[i].scaling;
        struct header header = spectra_of(&setting);
        assert_string_equal(header.unit, cases[i].unit);
        CHECK_NEAR(header.full_scale, cases[i].scaling == SCALING_NONE ? 0 : 1, 0);
    }
}

static void test_a_mean_row_covers_its_samples(void **state)
{
    (void)state;
    struct header samples = samples_header(-1), spectra = spectra_header_create(&usual, &samples);
    struct header mean = spectra_header_mean_row(&spectra, &samples, SAMPLES);
    assert_int_equal(mean.rows, 1);
    CHECK_NEAR(1 / header_rate(&mean), (double)SAMPLES / RATE, 1e-12);
    struct stft_setting setting;
    int64_t length = 0;
    assert_null(spectra_header_setting(&setting, &length, &mean));
    assert_int_equal(length, SAMPLES);
    CHECK_NEAR(mean.start, 2 + SAMPLES / 2.0 / RATE, 1e-12);
    assert_string_equal(mean.kind, "power");
    assert_int_equal(mean.width, spectra.width);
    mean = spectra_header_mean_row(&spectra, &samples, 0);
    assert_null(header_check(&mean)); /* of nothing, it still has a rate */
}

static void test_samples_are_those_before(void **state)
{
    (void)state;
    for (unsigned i = 0; framing_name(i) != NULL; i++) {
        struct stft_setting setting = usual;
        setting.framing = i;
        setting.symmetric = i % 2 != 0;
        setting.spectrum = SPECTRUM_COMPLEX;
        struct header want = samples_header(SAMPLES), spectra = spectra_header_create(&setting, &want);
        struct header got = spectra_header_samples(&setting, &spectra, SAMPLES);
        CHECK_NEAR(got.start, want.start, 1e-12); /* the offset of the first frame there and back */
        got.start = want.start;
        char got_text[HEADER_BYTES], want_text[HEADER_BYTES];
        assert_null(header_format(got_text, &got));
        assert_null(header_format(want_text, &want));
        assert_memory_equal(got_text, want_text, sizeof got_text);
    }
}

static void test_reassigned_rows_have_the_axis_of_their_grid(void **state)
{
    (void)state;
    struct reassign_setting setting = reassigned();
    struct stft_setting frames = usual, back;
    struct header samples = samples_header(SAMPLES);
    int64_t length = 0;
    char note[160] = "";
    frames.hop = setting.grid.hop;
    struct header header = spectra_header_reassigned(&setting, &frames, &samples);
    assert_null(header_check(&header));
    assert_string_equal(header.axis, "mel");
    CHECK_NEAR(header.first, 100, 0);
    CHECK_NEAR(header.step, 25, 0);
    assert_int_equal(header.width, 60);
    CHECK_NEAR(header_rate(&header), (double)RATE / HOP, 1e-12);
    assert_int_equal(header.rows, grid_rows(&setting.grid, framing_rows(frames.framing, SAMPLES, LENGTH, 40)));
    assert_true(header_find(&header, "reassigned", note, sizeof note));
    assert_non_null(strstr(note, "time=yes"));
    assert_non_null(strstr(note, "frequency=no"));
    assert_non_null(spectra_header_setting(&back, &length, &header)); /* no STFT can be read from it */
    spectra_header_become_samples(&header);
    assert_false(header_find(&header, "reassigned", note, sizeof note));
    assert_string_equal(header.kind, "samples");
}

static void test_tapers_are_no_window(void **state)
{
    (void)state;
    struct reassign_setting setting = reassigned();
    struct header samples = samples_header(-1);
    setting.estimate.tapers = 3;
    struct header header = spectra_header_reassigned(&setting, &usual, &samples);
    assert_string_equal(header.window, "hermite");
    assert_int_equal(header.rows, -1);
}

static void check_refused(const struct header *header)
{
    struct stft_setting setting;
    int64_t length = 0;
    assert_non_null(spectra_header_setting(&setting, &length, header));
}

/* Without one of these facts, or with a wrong one, there is no transform to read. */
static void test_what_is_refused(void **state)
{
    (void)state;
    static const char *const notes[] = {NULL,
                                        "framing=center scaling=spectrum phase=frame samples=9",
                                        "fft=512 scaling=spectrum phase=frame samples=9",
                                        "fft=512 framing=center phase=frame samples=9",
                                        "fft=512 framing=center scaling=spectrum samples=9",
                                        "fft=512 framing=center scaling=spectrum phase=frame",
                                        "fft=512 framing=round scaling=spectrum phase=frame samples=9",
                                        "fft=512 framing=center scaling=odd phase=frame samples=9",
                                        "fft=512 framing=center scaling=spectrum phase=moon samples=9",
                                        "fft=256 framing=center scaling=spectrum phase=frame samples=9",
                                        "fft=0 framing=center scaling=spectrum phase=frame samples=9",
                                        "fft=9999999 framing=center scaling=spectrum phase=frame samples=9",
                                        "fft=512 framing=center scaling=spectrum phase=frame detrend=cubic samples=9"};
    struct header good = spectra_of(&usual), bad = good;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        bad = good;
        header_note(&bad, "stft", notes[i]);
        check_refused(&bad);
    }
    bad = good, bad.frame = 0;
    check_refused(&bad);
    bad = good, bad.hop = 0;
    check_refused(&bad);
    bad = good, bad.window[0] = '\0';
    check_refused(&bad);
    bad = good, bad.samplerate.num = 0;
    check_refused(&bad);
    bad = good, bad.width++;
    check_refused(&bad);
    bad = good, bad.frame = FFT + 1;
    check_refused(&bad);
    bad = good, strcpy(bad.kind, "mel");
    check_refused(&bad);
}

/* The offset is the distance of row 0 from the samples' start; without a framing it is 0. */
static void test_offset_is_that_of_the_framing(void **state)
{
    (void)state;
    const struct header samples = samples_header(SAMPLES);
    CHECK_NEAR(spectra_header_offset(&samples), 0, 0);
    for (unsigned i = 0; framing_name(i) != NULL; i++) {
        struct stft_setting setting = usual;
        setting.framing = i;
        struct header spectra = spectra_of(&setting);
        CHECK_NEAR(spectra_header_offset(&spectra), spectra.start - samples.start,
                   1e-15);   /* start is near 2: one bit */
        spectra.start += 77; /* a part of the rows: its first sample is that of its first frame */
        CHECK_NEAR(spectra_header_offset(&spectra), spectra.start - 77 - samples.start, 3e-14);
        assert_null(header_note_set(&spectra, "stft", "framing", "somewhere"));
        CHECK_NEAR(spectra_header_offset(&spectra), 0, 0);
        header_note(&spectra, "stft", NULL);
        CHECK_NEAR(spectra_header_offset(&spectra), 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_name_comes_back),
                                       cmocka_unit_test(test_sizes_come_back),
                                       cmocka_unit_test(test_rows_are_centred_on_frames),
                                       cmocka_unit_test(test_rates_are_exact),
                                       cmocka_unit_test(test_detrending_is_recorded),
                                       cmocka_unit_test(test_samples_are_set_when_they_are_known),
                                       cmocka_unit_test(test_axis_is_that_of_the_bins),
                                       cmocka_unit_test(test_offset_is_that_of_the_framing),
                                       cmocka_unit_test(test_units),
                                       cmocka_unit_test(test_a_mean_row_covers_its_samples),
                                       cmocka_unit_test(test_samples_are_those_before),
                                       cmocka_unit_test(test_reassigned_rows_have_the_axis_of_their_grid),
                                       cmocka_unit_test(test_tapers_are_no_window),
                                       cmocka_unit_test(test_what_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
