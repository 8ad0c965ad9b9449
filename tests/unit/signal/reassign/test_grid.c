/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grid puts every point where it belongs, loses nothing unaccounted for, and lets rows go in time.
 */
#include "check.h"

#include "signal/reassign/grid.h"
#include "signal/reassign/row_weights.h"

#include <stdlib.h>
#include <string.h>

enum { BINS = 33, WIDTH = 40, FRAMES = 50, MOST_ROWS = 600 };
static const double rate = 8000, bin_width = 125;

static struct grid_setting setting_of(const char *scale)
{
    struct grid_setting setting = {.hop = 10,
                                   .row_hop = 10,
                                   .bins = BINS,
                                   .bin_width = bin_width,
                                   .rate = rate,
                                   .scale = scale_find(scale),
                                   .width = WIDTH,
                                   .most_delay = 32,
                                   .gain = 1,
                                   .want_energy = true};
    double low = setting.scale->from_hertz(200), high = setting.scale->from_hertz(3500);
    setting.first = low;
    setting.step = (high - low) / (WIDTH - 1);
    return setting;
}

static float uniform(float from, float to)
{
    return from + (to - from) * ((float)rand() / (float)RAND_MAX);
}

static void scatter(struct points *points)
{
    for (size_t k = 0; k < BINS; k++) {
        points->power[k] = uniform(0, 1) < 0.2f ? 0 : uniform(0, 1);
        points->shift[k] = uniform(-6, 6);
        points->delay[k] = uniform(-32, 32);
        points->real[k] = points->imaginary[k] = sqrtf(points->power[k] / 2);
    }
}

/* From where a row begins to its centre, in rows: half a row, moved to half way between two places of a steady tone. */
static double half_row(const struct grid_setting *setting)
{
    double row_hop = (double)setting->row_hop, tone = row_hop / 2 + setting->tone_delay;
    return (row_hop / 2 + floor(row_hop / 1024) + floor(tone) + 0.5 - tone) / row_hop;
}

/* The cells by definition: each point in the nearest one, in double precision. */
struct truth {
    double cell[MOST_ROWS][WIDTH], within, earlier, later, outside;
};

static void put(struct truth *truth, const struct grid_setting *setting, int64_t frame, const struct points *points,
                int64_t rows)
{
    for (size_t k = 0; k < BINS; k++) {
        double power = (double)points->power[k] * grid_weight(setting, frame);
        double hertz = ((double)k + (double)points->shift[k]) * bin_width;
        double column = (setting->scale->from_hertz(fmax(hertz, 1e-9)) - setting->first) / setting->step;
        double at = ((double)frame * (double)setting->hop + (double)points->delay[k]) / (double)setting->row_hop;
        double line = floor(at + half_row(setting)), across = floor(column + 0.5);
        if (across < 0 || across >= WIDTH || hertz < 0) {
            truth->outside += power;
            continue;
        }
        *(line < 0 ? &truth->earlier : line >= (double)rows ? &truth->later : &truth->within) += power;
        if (line >= 0 && line < (double)rows)
            truth->cell[(int64_t)line][(int64_t)across] += power;
    }
}

static const size_t uneven_hops[][2] = {{128, 500}, {31, 127}, {64, 256}, {64, 257},   {7, 7},    {5, 9},
                                        {1, 3},     {1, 2},    {3, 4},    {200, 1024}, {73, 512}, {64, 128}};
enum { UNEVEN_HOPS = sizeof uneven_hops / sizeof *uneven_hops };
static const double tone_delays[] = {0, -0.5, 0.5, -0.07};

/* The weights of the frames whose tone belongs to a row add up to row_hop / hop, whatever their number. */
static void test_weights(void **state)
{
    (void)state;
    for (size_t h = 0; h < UNEVEN_HOPS; h++)
        for (size_t d = 0; d < sizeof tone_delays / sizeof *tone_delays; d++) {
            struct grid_setting setting = {
                .hop = uneven_hops[h][0], .row_hop = uneven_hops[h][1], .tone_delay = tone_delays[d]};
            double sums[16] = {0};
            for (int64_t frame = 0; frame < 200; frame++) {
                double at = (double)(frame * (int64_t)setting.hop) + setting.tone_delay;
                double row = floor(at / (double)setting.row_hop + half_row(&setting));
                if (row < 16)
                    sums[(size_t)row] += grid_weight(&setting, frame);
            }
            for (size_t row = 0; row < 16; row++) /* a sum of a few roundings */
                CHECK_NEAR(sums[row], (double)setting.row_hop / (double)setting.hop, 1e-12);
        }
}

/* With any hop, row hop and scale, the rows are those of the definition. */
static void test_nearest(void **state)
{
    (void)state;
    static const size_t hops[][2] = {{10, 10}, {10, 40}, {40, 10}, {7, 3},  {3, 7},
                                     {100, 9}, {1, 1},   {9, 100}, {64, 64}};
    static const char *const scales[] = {"linear", "mel", "log", "pitch"};
    static struct truth truth;
    float row[WIDTH];
    for (size_t h = 0; h < sizeof hops / sizeof *hops; h++)
        for (size_t s = 0; s < 4; s++) {
            struct grid_setting setting = setting_of(scales[s]);
            struct points *points = points_create(BINS);
            struct grid *grid = NULL;
            memset(&truth, 0, sizeof truth);
            setting.hop = hops[h][0];
            setting.row_hop = hops[h][1];
            setting.tone_delay = tone_delays[s];
            int64_t rows = grid_rows(&setting, FRAMES), got = 0;
            assert_true(rows <= MOST_ROWS);
            assert_null(grid_create(&grid, &setting));
            srand((unsigned)(h * 4 + s));
            for (int64_t frame = 0; frame < FRAMES; frame++) {
                scatter(points);
                put(&truth, &setting, frame, points, rows);
            }
            srand((unsigned)(h * 4 + s));
            for (int64_t frame = 0; frame <= FRAMES; frame++) {
                scatter(points);
                grid_push(grid, frame < FRAMES ? points : NULL, true);
                /* a row is ready as soon as no later frame can reach it, give or take one */
                while (grid_next(grid, row)) {
                    for (size_t c = 0; c < WIDTH; c++)
                        CHECK_NEAR((double)row[c], truth.cell[got][c], 1e-5); /* sums of some ten floats */
                    got++;
                }
                int64_t due = (int64_t)(((double)(frame + 1) * (double)setting.hop - 32) / (double)setting.row_hop) - 2;
                assert_true(frame == FRAMES || got >= due || got >= grid_rows(&setting, frame + 1));
            }
            assert_int_equal(got, rows);
            assert_false(grid_next(grid, row));
            struct grid_energy energy = grid_energy(grid);
            double outside = energy.outside, all = truth.within + truth.earlier + truth.later + truth.outside;
            CHECK_NEAR(energy.within, truth.within, 1e-6 * all);
            CHECK_NEAR(energy.earlier, truth.earlier, 1e-6 * all);
            CHECK_NEAR(energy.later, truth.later, 1e-6 * all);
            CHECK_NEAR(outside, truth.outside, 1e-6 * all);
            grid_destroy(grid);
            points_destroy(points);
        }
}

/* A steady tone has equal rows: one point a frame, moved slightly about the tone's place, as by rounding. */
static void check_steady(size_t hop, size_t row_hop, double tone_delay, bool bilinear)
{
    float row[WIDTH];
    struct grid_setting setting = setting_of("linear");
    struct points *points = points_create(BINS);
    struct grid *grid = NULL;
    float error = bilinear ? 0 : 0.4f; /* less than half a sample */
    setting.hop = hop;
    setting.row_hop = row_hop;
    setting.tone_delay = tone_delay;
    setting.bilinear = bilinear;
    setting.first = 0;
    setting.step = bin_width;
    setting.gain = (double)setting.hop / (double)setting.row_hop;
    assert_null(grid_create(&grid, &setting));
    points->power[8] = 1;
    int64_t got = 0;
    for (int64_t frame = 0; frame <= 400; frame++) {
        points->delay[8] = (float)tone_delay + uniform(-error, error);
        grid_push(grid, frame < 400 ? points : NULL, true);
        for (; grid_next(grid, row); got++)
            if (got > 2 && got < grid_rows(&setting, 400) - 3)
                CHECK_NEAR((double)row[8], 1, 2e-6); /* 0.00 dB, and no flicker; a sum of a few floats */
    }
    grid_destroy(grid);
    points_destroy(points);
}

static void test_steady(void **state)
{
    (void)state;
    for (size_t h = 0; h < UNEVEN_HOPS; h++)
        for (size_t d = 0; d < sizeof tone_delays / sizeof *tone_delays; d++) {
            check_steady(uneven_hops[h][0], uneven_hops[h][1], tone_delays[d], false);
            check_steady(uneven_hops[h][0], uneven_hops[h][1], tone_delays[d], true);
        }
}

/* Bilinear shares add up to the whole, and their centre of gravity is the position of the point. */
static void test_bilinear(void **state)
{
    (void)state;
    float row[WIDTH];
    for (int trial = 0; trial < 200; trial++) {
        struct grid_setting setting = setting_of(trial % 2 ? "mel" : "linear");
        struct points *points = points_create(BINS);
        struct grid *grid = NULL;
        setting.bilinear = true;
        assert_null(grid_create(&grid, &setting));
        double sum = 0, across = 0, along = 0, got = 0;
        float shift = uniform(-3, 3), delay = uniform(-31, 31);
        for (int64_t frame = 0; frame <= FRAMES; frame++) {
            points->power[12] = frame == 25 ? 1 : 0;
            points->shift[12] = shift;
            points->delay[12] = delay;
            grid_push(grid, frame < FRAMES ? points : NULL, true);
            for (; grid_next(grid, row); got++)
                for (size_t c = 0; c < WIDTH; c++) {
                    sum += (double)row[c];
                    across += (double)row[c] * (double)c;
                    along += (double)row[c] * got;
                }
        }
        double hertz = (12 + (double)shift) * bin_width;
        CHECK_NEAR(sum, 1, 1e-6);
        CHECK_NEAR(across, (setting.scale->from_hertz(hertz) - setting.first) / setting.step, 1e-4);
        CHECK_NEAR(along, 25 + (double)delay / 10, 1e-4);
        grid_destroy(grid);
        points_destroy(points);
    }
}

/* Values of a tone, seen from frames around a row, agree in phase at the row. */
static void test_values(void **state)
{
    (void)state;
    float row[2 * WIDTH];
    struct grid_setting setting = setting_of("linear");
    struct points *points = points_create(BINS);
    struct grid *grid = NULL;
    double hertz = 1234.5, turn = 2 * M_PI * hertz / rate;
    setting.hop = 4;
    setting.row_hop = 12;
    setting.first = 0;
    setting.step = bin_width;
    setting.accumulation = ACCUMULATE_COMPLEX;
    setting.gain = 1.0 / 3;
    assert_null(grid_create(&grid, &setting));
    points->power[10] = 1;
    points->shift[10] = (float)(hertz / bin_width - 10);
    int64_t got = 0;
    for (int64_t frame = 0; frame <= 300; frame++) {
        points->real[10] = (float)cos(turn * 4 * (double)frame);
        points->imaginary[10] = (float)sin(turn * 4 * (double)frame);
        grid_push(grid, frame < 300 ? points : NULL, true);
        for (; grid_next(grid, row); got++)
            if (got > 0 && got < 98) {
                CHECK_NEAR((double)row[20], cos(turn * 12 * (double)got), 1e-5); /* shift is a float */
                CHECK_NEAR((double)row[21], sin(turn * 12 * (double)got), 1e-5);
            }
    }
    grid_destroy(grid);
    points_destroy(points);
}

static void test_too_large(void **state)
{
    (void)state;
    struct grid_setting setting = setting_of("linear");
    struct grid *grid = NULL;
    setting.row_hop = 1;
    setting.most_delay = 1 << 20;
    setting.width = 1 << 20;
    assert_non_null(grid_create(&grid, &setting));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),  cmocka_unit_test(test_nearest), cmocka_unit_test(test_steady),
        cmocka_unit_test(test_bilinear), cmocka_unit_test(test_values),  cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
