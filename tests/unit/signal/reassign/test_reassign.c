/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole chain: a steady tone has its level in every row, all energy is accounted for, and the pushes do not matter.
 */
#include "check.h"

#include "signal/reassign/reassign.h"

#include <stdlib.h>
#include <string.h>

enum { TOTAL = 12000, MOST_ROWS = 1000, MOST_WIDTH = 600 };
static const double rate = 8000;
static float samples[TOTAL][2], first[MOST_ROWS][2 * MOST_WIDTH], again[MOST_ROWS][2 * MOST_WIDTH];

static struct reassign_setting setting_of(size_t length, size_t size, size_t hop, size_t row_hop)
{
    return (struct reassign_setting){.estimate = {.fft_size = size,
                                                  .win_length = length,
                                                  .window = "hann",
                                                  .time = true,
                                                  .frequency = true,
                                                  .most_delay = (double)length / 2},
                                     .prune = {.floor = 1e-16f, .depth = 1e-12f},
                                     .grid = {.hop = hop,
                                              .row_hop = row_hop,
                                              .rate = rate,
                                              .bin_width = rate / (double)size,
                                              .scale = scale_find("linear"),
                                              .step = rate / (double)size,
                                              .width = size / 2 + 1},
                                     .spectrum = SPECTRUM_POWER,
                                     .want_energy = true};
}

static size_t run(const struct reassign_setting *setting, size_t chunk, float rows[][2 * MOST_WIDTH],
                  struct reassign_energy *energy)
{
    struct reassign *reassign = NULL;
    size_t count = 0;
    assert_null(reassign_create(&reassign, setting, 2, chunk));
    for (size_t at = 0;; at += chunk) {
        size_t part = at >= TOTAL ? 0 : at + chunk > TOTAL ? TOTAL - at : chunk;
        reassign_push(reassign, part > 0 ? samples[at] : NULL, part);
        while (reassign_next(reassign, rows[count]))
            count++;
        if (part == 0)
            break;
    }
    if (energy != NULL)
        *energy = reassign_energy(reassign);
    reassign_destroy(reassign);
    return count;
}

static void fill_noise(void)
{
    for (size_t i = 0; i < TOTAL; i++)
        for (size_t c = 0; c < 2; c++)
            samples[i][c] = (float)rand() / (float)RAND_MAX - 0.5f;
}

static void fill_tone(double hertz)
{
    for (size_t i = 0; i < TOTAL; i++) {
        samples[i][0] = (float)sin(2 * M_PI * hertz * (double)i / rate);
        samples[i][1] = samples[i][0] / 10;
    }
}

/* A steady full-scale sine reads 0 dB in every row. */
static void test_level(void **state)
{
    (void)state;
    static const size_t sizes[][4] = {{1024, 1024, 256, 256},
                                      {512, 1024, 64, 256},
                                      {512, 512, 128, 128},
                                      {401, 800, 50, 200},
                                      {1000, 1024, 100, 100}};
    fill_tone(1003.7);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t tapers = 0; tapers < 5; tapers += 2)
            for (enum accumulation what = ACCUMULATE_POWER; what <= ACCUMULATE_COMPLEX; what++) {
                struct reassign_setting setting = setting_of(sizes[s][0], sizes[s][1], sizes[s][2], sizes[s][3]);
                setting.estimate.tapers = tapers;
                setting.grid.accumulation = what;
                setting.estimate.want_values = what == ACCUMULATE_COMPLEX;
                if (tapers > 0 && what != ACCUMULATE_POWER)
                    continue;
                size_t rows = run(&setting, 1000, first, NULL), width = sizes[s][1] / 2 + 1;
                size_t edge = 2 + sizes[s][0] / sizes[s][3], column = (size_t)(1003.7 / setting.grid.step + 0.5);
                assert_true(rows > 2 * edge);
                for (size_t r = edge; r < rows - edge; r++)
                    for (size_t c = 0; c < 2; c++) {
                        double level = 10 * log10((double)first[r][c * width + column]);
                        /*
                         * magnitudes do not add up to the same between bins: up to 0.51 dB for hann; power: side lobes
                         */
                        CHECK_NEAR(level, c == 0 ? 0 : -20, what == ACCUMULATE_MAGNITUDE ? 0.6 : 0.01);
                    }
            }
}

static void test_energy(void **state)
{
    (void)state;
    struct reassign_energy energy;
    srand(7);
    fill_noise();
    struct reassign_setting setting = setting_of(512, 512, 128, 128);
    run(&setting, 1000, first, &energy);
    double sum = energy.weak + energy.pruned + energy.earlier + energy.later + energy.outside + energy.out;
    CHECK_NEAR(sum / energy.in, 1, 1e-6);         /* float cells of some ten points */
    CHECK_NEAR(energy.out / energy.in, 1, 0.001); /* nearly all of it is in the rows */
    setting.prune.keep = KEEP_BOTH;
    setting.prune.tolerance = 0.25f;
    run(&setting, 1000, first, &energy);
    sum = energy.weak + energy.pruned + energy.earlier + energy.later + energy.outside + energy.out;
    CHECK_NEAR(sum / energy.in, 1, 1e-6);
    assert_true(energy.pruned > 0.1 * energy.in);
}

static void test_pushes(void **state)
{
    (void)state;
    static const size_t chunks[] = {1, 7, 1024};
    srand(8);
    fill_noise();
    for (int variant = 0; variant < 6; variant++) {
        struct reassign_setting setting = setting_of(200, 256, variant % 2 ? 50 : 33, 64);
        setting.estimate.estimator = variant > 3 ? ESTIMATOR_NELSON : ESTIMATOR_AF;
        setting.estimate.tapers = variant == 2 ? 3 : 0;
        setting.padding = (enum padding)(variant % 4);
        setting.framing = (enum framing)(variant * 7 % 9);
        setting.detrend = (enum detrend)(variant % 3);
        setting.grid.bilinear = variant == 3;
        size_t rows = run(&setting, TOTAL, first, NULL), bytes = 2 * 129 * sizeof(float);
        for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
            assert_int_equal(run(&setting, chunks[i], again, NULL), rows);
            for (size_t r = 0; r < rows; r++)
                assert_memory_equal(first[r], again[r], bytes);
        }
    }
}

/* Reassigned in frequency only and with a hop of 1, the real parts of a row add up to its sample. */
static void test_squeezed(void **state)
{
    (void)state;
    srand(9);
    fill_noise();
    struct reassign_setting setting = setting_of(64, 64, 1, 1);
    struct reassign *reassign = NULL;
    setting.estimate.time = setting.want_energy = false;
    setting.estimate.want_values = true;
    setting.grid.accumulation = ACCUMULATE_COMPLEX;
    setting.spectrum = SPECTRUM_COMPLEX;
    assert_null(reassign_create(&reassign, &setting, 2, TOTAL));
    reassign_push(reassign, samples[0], TOTAL);
    for (size_t i = 0; i < TOTAL - 100 && reassign_next(reassign, first[0]); i++)
        for (size_t c = 0; c < 2; c++) {
            double sum = 0;
            for (size_t k = 0; k < 33; k++)
                sum += (double)first[0][(c * 33 + k) * 2];
            CHECK_NEAR(sum, (double)samples[i][c], 1e-6); /* 64 numbers below 0.5 */
        }
    reassign_destroy(reassign);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_level),
        cmocka_unit_test(test_energy),
        cmocka_unit_test(test_pushes),
        cmocka_unit_test(test_squeezed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
