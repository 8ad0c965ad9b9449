/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The chain from samples to cepstra, against numbers of three programs and against each step made by hand.
 */
#include "check.h"

#include "signal/mel/cepstrum.h"
#include "signal/mel/compress.h"
#include "signal/mel/melspec.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { TOTAL = 16000, MOST_CEPSTRA = 13, MOST_BANDS = 40 };

/* 16-bit noise of a linear congruential generator. */
static void fill_signal(float *samples, float scale)
{
    int64_t sum = 0, squares = 0;
    uint32_t state = 12345;
    for (size_t i = 0; i < TOTAL; i++) {
        state = (1103515245 * state + 12345) & 0x7fffffff;
        int value = ((int)((state >> 15) & 0xffff) - 32768) >> 2;
        sum += value;
        squares += (int64_t)value * value;
        samples[i] = (float)value * scale;
    }
    assert_int_equal(sum, 392626);
    assert_int_equal(squares, 358394583214);
}

static struct melspec *stage(const struct melspec_setting *setting, size_t channels, size_t most)
{
    struct melspec *melspec = NULL;
    assert_null(melspec_create(&melspec, setting, channels, most));
    return melspec;
}

struct chain {
    struct melspec_setting spectra;
    struct compress_setting log;
    struct cepstrum_setting cepstra;
    bool with_energy; /* number 0 is the logarithm of the energy */
    double top;       /* dB below the highest band of all; 0: not */
    int64_t rows;
    double first[MOST_CEPSTRA]; /* row 0 */
};

static void run_chain(const struct chain *chain)
{
    static float samples[TOTAL], rows[120][MOST_BANDS], cepstra[MOST_CEPSTRA];
    double energy = 0;
    float highest = -INFINITY;
    int64_t count = 0;
    size_t bands = chain->spectra.mel.bands;
    struct compress *compress = NULL;
    struct cepstrum *cepstrum = NULL;
    fill_signal(samples, 1.0F / 32768);
    struct melspec *melspec = stage(&chain->spectra, 1, TOTAL);
    assert_null(compress_create(&compress, &chain->log, bands));
    assert_null(cepstrum_create(&cepstrum, &chain->cepstra));
    for (size_t pass = 0; pass < 2; pass++) {
        melspec_push(melspec, samples, pass == 0 ? TOTAL : 0);
        for (; melspec_next(melspec, rows[count]); count++) {
            energy = count == 0 ? melspec_energy(melspec, 0) : energy;
            compress_row(compress, rows[count], rows[count]);
            for (size_t b = 0; b < bands; b++)
                highest = fmaxf(highest, rows[count][b]);
        }
    }
    assert_int_equal(count, chain->rows);
    if (chain->top > 0)
        compress_clip(rows[0], bands, compress_least(&chain->log, highest, chain->top));
    cepstrum_row(cepstrum, cepstra, rows[0]);
    cepstra[0] = chain->with_energy ? (float)log(energy) : cepstra[0];
    /* five digits are given, and the lifter is up to 12: a transform in single precision has errors of 1e-7 of the frame,
       1e-6 to 1e-5 of a band of noise; the sum of twenty-odd logarithms, liftered, differs by less than 2e-4 */
    for (size_t i = 0; i < MOST_CEPSTRA; i++)
        CHECK_NEAR((double)cepstra[i], chain->first[i], 2e-4);
    melspec_destroy(melspec);
    compress_destroy(compress);
    cepstrum_destroy(cepstrum);
}

static const struct melspec_setting common = {
    .scale = 32768,
    .preemphasis = 0.97,
    .win_length = 400,
    .hop = 160,
    .spectrum_scale = 1,
    .symmetric = true,
    .mel = {.fft_size = 512, .high = 8000, .rate = 16000},
};

static void as_python_speech_features(void **state)
{
    (void)state;
    struct chain chain = {
        .spectra = common,
        .log = {.kind = COMPRESSION_LN, .floor = 2.220446049250313e-16, .gain = 1},
        .cepstra = {.bands = 26, .count = 13, .dct = DCT_2, .norm = DCT_NORM_ORTHO, .lifter = 22},
        .with_energy = true,
        .rows = 99,
        .first = {22.90475, -34.09662, -4.77860, -7.09525, -5.20645, -8.92553, -1.47519, -8.74169, -8.59965, -5.80652,
                  -0.31796, 2.85382, 2.69425},
    };
    chain.spectra.emphasis = EMPHASIS_SIGNAL;
    chain.spectra.framing = FRAMING_PAD;
    chain.spectra.window = "rect";
    chain.spectra.energy = ENERGY_SPECTRUM;
    chain.spectra.spectrum_scale = 1.0 / 512;
    chain.spectra.mel.triangles = TRIANGLES_BINS;
    chain.spectra.mel.bands = 26;
    run_chain(&chain);
}

static void as_kaldi(void **state)
{
    (void)state;
    struct chain chain = {
        .spectra = common,
        .log = {.kind = COMPRESSION_LN, .floor = 1.1920928955078125e-07, .gain = 1},
        .cepstra = {.bands = 23, .count = 13, .dct = DCT_2, .norm = DCT_NORM_ORTHO, .lifter = 22},
        .rows = 98,
        .first = {109.74802, -33.25500, -6.27566, -7.55200, -9.83720, -13.24620, -0.37279, -6.37650, -13.13263,
                  -14.50005, -4.21848, 1.74433, 1.90828},
    };
    chain.spectra.framing = FRAMING_SNIP;
    chain.spectra.detrend = DETREND_MEAN;
    chain.spectra.window = "povey";
    chain.spectra.mel.bands = 23;
    chain.spectra.mel.low = 20;
    run_chain(&chain);
}

static void as_librosa(void **state)
{
    (void)state;
    struct chain chain = {
        .spectra = common,
        .log = {.kind = COMPRESSION_DB, .floor = 1e-10, .gain = 1},
        .cepstra = {.bands = 40, .count = 13, .dct = DCT_2, .norm = DCT_NORM_ORTHO},
        .top = 80,
        .rows = 97,
        .first = {78.84610, -19.81918, 3.81121, -0.52024, -2.45676, -5.65347, -1.41771, -4.05917, -5.56430, -3.65399,
                  1.36627, 0.99950, 2.54054},
    };
    chain.spectra.scale = 1;
    chain.spectra.preemphasis = 0;
    chain.spectra.win_length = 512;
    chain.spectra.framing = FRAMING_SNIP;
    chain.spectra.window = "hann";
    chain.spectra.symmetric = false;
    chain.spectra.mel.triangles = TRIANGLES_HZ;
    chain.spectra.mel.bands = 40;
    run_chain(&chain);
}

/* A setting that uses every step but dither; triangles of Kaldi. */
static struct melspec_setting small(void)
{
    return (struct melspec_setting){.scale = 3,
                                    .preemphasis = 0.9,
                                    .win_length = 48,
                                    .hop = 20,
                                    .framing = FRAMING_SNIP,
                                    .detrend = DETREND_MEAN,
                                    .window = "hamming",
                                    .symmetric = true,
                                    .spectrum_scale = 0.5,
                                    .mel = {.bands = 7, .fft_size = 64, .high = 4000, .rate = 8000}};
}

enum { SMALL = 64, SMALL_BINS = SMALL / 2 + 1 };

/* One frame that starts at samples[start], step by step in double. */
static void by_hand(double spectrum[SMALL_BINS], double *energy, const struct melspec_setting *setting,
                    const float *samples, size_t start)
{
    size_t length = melspec_length(setting), offset = (length - setting->win_length) / 2;
    double x[SMALL], y[SMALL] = {0}, mean = 0, raw = 0, windowed = 0, sum = 0, a = setting->preemphasis;
    for (size_t i = 0; i < length; i++) {
        double before = start + i > 0 ? (double)samples[start + i - 1] : 0;
        double kept = setting->emphasis == EMPHASIS_SIGNAL ? a : 0;
        x[i] = setting->scale * ((double)samples[start + i] - kept * before);
        mean += x[i] / (double)length;
    }
    for (size_t i = 0; i < length; i++) {
        x[i] -= setting->detrend == DETREND_MEAN ? mean : 0;
        raw += x[i] * x[i];
    }
    for (size_t i = 0; i < setting->win_length; i++) {
        size_t at = offset + i;
        double before = at > 0 ? x[at - 1] : setting->emphasis == EMPHASIS_FRAME ? x[0] : 0;
        double weight = 0.54 - 0.46 * cos(2 * M_PI * (double)i / (double)(setting->win_length - 1));
        y[at] = (x[at] - (setting->emphasis == EMPHASIS_SIGNAL ? 0 : a * before)) * weight;
        windowed += y[at] * y[at];
    }
    for (size_t k = 0; k < SMALL_BINS; k++) {
        double re = 0, im = 0;
        for (size_t n = 0; n < SMALL; n++) {
            re += y[n] * cos(2 * M_PI * (double)(k * n) / SMALL);
            im -= y[n] * sin(2 * M_PI * (double)(k * n) / SMALL);
        }
        double power = re * re + im * im;
        spectrum[k] = setting->spectrum_scale * (setting->spectrum == BIN_POWER ? power : sqrt(power));
        sum += spectrum[k];
    }
    *energy = setting->energy == ENERGY_RAW        ? raw
              : setting->energy == ENERGY_WINDOWED ? windowed
              : setting->energy == ENERGY_SPECTRUM ? sum
                                                   : 0;
}

static void check_rows(const struct melspec_setting *setting, const float *samples, size_t count)
{
    struct melspec *melspec = stage(setting, 1, count);
    float bands[16];
    size_t rows = 0;
    melspec_push(melspec, samples, count);
    for (; melspec_next(melspec, bands); rows++) {
        double spectrum[SMALL_BINS], energy = 0, most = 0;
        by_hand(spectrum, &energy, setting, samples, rows * setting->hop);
        for (size_t k = 0; k < SMALL_BINS; k++)
            most = fmax(most, spectrum[k]);
        for (size_t k = 0; k < SMALL_BINS; k++) /* 6 stages of 6e-8, twice that squared, of the largest bin */
            CHECK_NEAR((double)melspec_spectrum(melspec, 0)[k], spectrum[k], 1e-6 * most);
        CHECK_NEAR(melspec_energy(melspec, 0), energy, 1e-6 * energy);
        for (size_t b = 0; b < setting->mel.bands; b++) {
            double want = 0;
            for (size_t k = 0; k < SMALL_BINS; k++)
                want += mel_weight(melspec_mel(melspec), b, k) * spectrum[k];
            CHECK_NEAR((double)bands[b], want, 4e-6 * most);
        }
    }
    assert_int_equal(rows, 1 + (count - melspec_length(setting)) / setting->hop);
    melspec_destroy(melspec);
}

static void each_step_by_hand(void **state)
{
    (void)state;
    float samples[200];
    srand(5);
    for (size_t i = 0; i < 200; i++)
        samples[i] = (float)rand() / (float)RAND_MAX + 0.1F;
    for (int e = 0; emphasis_name((size_t)e) != NULL; e++)
        for (int p = 0; place_name((size_t)p) != NULL; p++)
            for (int y = 0; energy_name((size_t)y) != NULL; y++)
                for (int k = 0; bin_kind_name((size_t)k) != NULL; k++) {
                    struct melspec_setting setting = small();
                    setting.emphasis = (enum emphasis)e;
                    setting.place = (enum place)p;
                    setting.energy = (enum energy)y;
                    setting.spectrum = (enum bin_kind)k;
                    check_rows(&setting, samples, 200);
                    setting.detrend = DETREND_NONE;
                    setting.win_length = 47;
                    check_rows(&setting, samples, 200);
                }
}

/* The rows depend neither on the sizes of the pushes nor on other channels. */
static void channels_and_pushes(void **state)
{
    (void)state;
    enum { ROWS = 500, CHANNELS = 3, BANDS = 7 };
    static float samples[ROWS][CHANNELS], alone[ROWS], want[CHANNELS][40][BANDS], row[CHANNELS][BANDS];
    struct melspec_setting setting = small();
    setting.emphasis = EMPHASIS_SIGNAL;
    setting.framing = FRAMING_REFLECT;
    setting.mel.bands = BANDS;
    srand(6);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t c = 0; c < CHANNELS; c++)
            samples[i][c] = (float)rand() / (float)RAND_MAX;
    for (size_t c = 0; c < CHANNELS; c++) {
        struct melspec *melspec = stage(&setting, 1, ROWS);
        for (size_t i = 0; i < ROWS; i++)
            alone[i] = samples[i][c];
        melspec_push(melspec, alone, ROWS);
        size_t rows = 0;
        while (melspec_next(melspec, want[c][rows]))
            rows++;
        melspec_push(melspec, alone, 0);
        while (melspec_next(melspec, want[c][rows]))
            rows++;
        assert_int_equal(rows, 25);
        melspec_destroy(melspec);
    }
    for (size_t chunk = 1; chunk < 100; chunk += 13) {
        struct melspec *melspec = stage(&setting, CHANNELS, chunk);
        size_t rows = 0;
        for (size_t at = 0, count = 1; count > 0; at += count) {
            count = ROWS - at < chunk ? ROWS - at : chunk;
            melspec_push(melspec, samples[at], count);
            for (; melspec_next(melspec, row[0]); rows++)
                for (size_t c = 0; c < CHANNELS; c++)
                    assert_memory_equal(row[c], want[c][rows], sizeof row[c]);
        }
        assert_int_equal(rows, 25);
        melspec_destroy(melspec);
    }
}

static void spectra_as_input(void **state)
{
    (void)state;
    struct melspec_setting setting = small();
    setting.energy = ENERGY_SPECTRUM;
    setting.spectrum_scale = 2;
    float spectra[2][SMALL_BINS], bands[2][7];
    for (size_t k = 0; k < SMALL_BINS; k++) {
        spectra[0][k] = (float)(k + 1);
        spectra[1][k] = (float)(2 * k);
    }
    for (int want = 0; want < 2; want++)
        for (int have = 0; have < 2; have++) {
            setting.spectrum = (enum bin_kind)want;
            struct melspec *melspec = stage(&setting, 2, 1);
            melspec_from_spectrum(melspec, bands[0], spectra[0], (enum bin_kind)have);
            for (size_t c = 0; c < 2; c++) {
                double sum = 0;
                for (size_t k = 0; k < SMALL_BINS; k++) {
                    double bin = (double)spectra[c][k];
                    bin = 2 * (have == want ? bin : have == BIN_POWER ? sqrt(bin) : bin * bin);
                    CHECK_NEAR((double)melspec_spectrum(melspec, c)[k], bin, 1e-7 * bin); /* a root, rounded */
                    sum += bin;
                }
                CHECK_NEAR(melspec_energy(melspec, c), sum, 1e-6 * sum); /* 33 of these */
                assert_true(bands[c][3] > 0);
            }
            melspec_destroy(melspec);
        }
}

/* Dither is added to scaled samples, other numbers in every row and channel. */
static void dither_is_added(void **state)
{
    (void)state;
    enum { COUNT = 68 };
    float silence[COUNT][2] = {{0}}, rows[2][2][7];
    struct melspec_setting setting = small();
    setting.dither = 10;
    setting.detrend = DETREND_NONE;
    setting.energy = ENERGY_RAW;
    struct melspec *melspec = stage(&setting, 2, COUNT);
    melspec_push(melspec, silence[0], COUNT);
    for (size_t r = 0; r < 2; r++) {
        assert_true(melspec_next(melspec, rows[r][0]));
        CHECK_NEAR(melspec_energy(melspec, 1), 4800, 500 * sqrt(2 * 48.0)); /* 48 squares, 5 sigma */
    }
    assert_memory_not_equal(rows[0][0], rows[0][1], sizeof rows[0][0]);
    assert_memory_not_equal(rows[0][0], rows[1][0], sizeof rows[0][0]);
    melspec_destroy(melspec);
}

static void refusals(void **state)
{
    (void)state;
    struct melspec *melspec = NULL;
    struct melspec_setting setting = small();
    setting.window = "nonsense";
    assert_non_null(melspec_create(&melspec, &setting, 1, 1));
    setting = small();
    setting.mel.high = 4001;
    assert_non_null(melspec_create(&melspec, &setting, 1, 1));
    melspec_destroy(NULL);
    assert_string_equal(place_name(PLACE_MIDDLE), "middle");
    assert_string_equal(emphasis_name(EMPHASIS_SIGNAL), "signal");
    assert_string_equal(energy_name(ENERGY_SPECTRUM), "spectrum");
    assert_string_equal(bin_kind_name(BIN_MAGNITUDE), "magnitude");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_python_speech_features),
                                       cmocka_unit_test(as_kaldi),
                                       cmocka_unit_test(as_librosa),
                                       cmocka_unit_test(each_step_by_hand),
                                       cmocka_unit_test(channels_and_pushes),
                                       cmocka_unit_test(spectra_as_input),

                                       cmocka_unit_test(dither_is_added),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests_name("melspec", tests, NULL, NULL);
}
