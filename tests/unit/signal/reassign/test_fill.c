/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fill keeps the energy, leaves no column empty, and interpolates between bins.
 */
#include "check.h"

#include "signal/reassign/fill.h"
#include "signal/reassign/grid.h"

#include <stdlib.h>

enum { BINS = 65, MOST_WIDTH = 900 };

/* Columns from `low` to `high` Hz, of an FFT with BINS bins up to 4 kHz. */
static struct grid_setting setting_of(const char *scale, double low, double high, size_t width)
{
    struct grid_setting setting = {.hop = 10,
                                   .row_hop = 10,
                                   .bins = BINS,
                                   .bin_width = 62.5,
                                   .rate = 8000,
                                   .scale = scale_find(scale),
                                   .width = width};
    setting.first = setting.scale->from_hertz(low);
    setting.step = (setting.scale->from_hertz(high) - setting.first) / (double)(width - 1);
    setting.gain = 1;
    setting.most_delay = 5;
    setting.want_energy = true;
    return setting;
}

static const struct {
    const char *scale;
    double low, high;
    size_t width;
} grids[] = {{"linear", 0, 4000, 513},   {"linear", 0, 4000, 20},     {"linear", 1000, 1100, 400},
             {"linear", 1010, 1015, 30}, {"linear", 300, 3900.5, 65}, {"log", 20, 4000, 513},
             {"log", 100, 3000, 40},     {"mel", 0, 4000, 300},       {"mel-slaney", 50, 2000, 77},
             {"bark", 0, 4000, 24},      {"erb", 0, 3000, 513},       {"pitch", 27.5, 4000, 88}};
enum { GRIDS = sizeof grids / sizeof *grids };

/* All of any powers is in the columns or in the two cells beside them, to the rounding of some hundred floats. */
static void test_energy(void **state)
{
    (void)state;
    for (size_t g = 0; g < GRIDS; g++) {
        struct grid_setting setting = setting_of(grids[g].scale, grids[g].low, grids[g].high, grids[g].width);
        struct fill *fill = fill_create(&setting);
        float power[BINS], cells[MOST_WIDTH + 2] = {0};
        double want = 0, got = 0;
        for (size_t k = 0; k < BINS; k++)
            want += (double)(power[k] = (float)rand() / (float)RAND_MAX);
        fill_add(fill, cells, power, 0.25f);
        for (size_t c = 0; c < setting.width + 2; c++) {
            assert_true(cells[c] >= 0);
            got += (double)cells[c];
        }
        CHECK_NEAR(got, want / 4, 1e-5 * want);
        fill_destroy(fill);
    }
}

/* No column is empty, however coarse the bins are. */
static void test_no_column_is_empty(void **state)
{
    (void)state;
    for (size_t g = 0; g < GRIDS; g++) {
        struct grid_setting setting = setting_of(grids[g].scale, grids[g].low, grids[g].high, grids[g].width);
        struct fill *fill = fill_create(&setting);
        float power[BINS], cells[MOST_WIDTH + 2] = {0};
        for (size_t k = 0; k < BINS; k++)
            power[k] = 1;
        fill_add(fill, cells, power, 1);
        for (size_t c = 0; c < setting.width; c++)
            assert_true(cells[1 + c] > 0);
        fill_destroy(fill);
    }
}

/* A bin far from its neighbours is a triangle between them: half as high half way. */
static void test_interpolates(void **state)
{
    (void)state;
    struct grid_setting setting = setting_of("linear", 0, 4000, 641); /* ten columns a bin */
    struct fill *fill = fill_create(&setting);
    float power[BINS] = {0}, cells[641 + 2] = {0};
    power[7] = 1;
    fill_add(fill, cells, power, 1);
    for (int c = 0; c < 641; c++)
        CHECK_NEAR((double)cells[1 + c], fmax(0, 10 - abs(c - 70)) / 100, 1e-6);
    fill_destroy(fill);
}

/*
 * In a grid, the share moves with no point, and the rest of the energy does; unmoved points are filled in wholly. Power 1
 * of bin 9 is moved by 4 bins to bin 13.
 */
static void test_in_a_grid(void **state)
{
    (void)state;
    for (int bilinear = 0; bilinear < 2; bilinear++)
        for (int held = 0; held < 2; held++) {
            struct grid_setting setting = setting_of("linear", 0, 4000, BINS);
            struct points *points = points_create(BINS);
            struct grid *grid = NULL;
            float row[BINS];
            setting.bilinear = bilinear == 1;
            setting.fill = 0.125f;
            assert_null(grid_create(&grid, &setting));
            points->power[9] = 1;
            points->shift[9] = 4;
            points->unmoved[9] = held == 1;
            for (int frame = 0; frame <= 20; frame++) {
                grid_push(grid, frame < 20 ? points : NULL, true);
                for (int got = 0; grid_next(grid, row); got++) {
                    CHECK_NEAR((double)row[9], held ? 1 : 0.125, 1e-6);
                    CHECK_NEAR((double)row[13], held ? 0 : 0.875, 1e-6);
                }
            }
            struct grid_energy energy = grid_energy(grid);
            CHECK_NEAR(energy.within + energy.earlier + energy.later + energy.outside, 20, 1e-5);
            grid_destroy(grid);
            points_destroy(points);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_energy), cmocka_unit_test(test_no_column_is_empty),
                                       cmocka_unit_test(test_interpolates), cmocka_unit_test(test_in_a_grid)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
