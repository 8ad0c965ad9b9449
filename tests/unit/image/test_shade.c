/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/shade.h"

#include <stdint.h>
#include <stdlib.h>

static const struct shade shades[] = {{-120, 0, 241}, {-120, 0, 256},   {-90, -10, 256},
                                      {0, 1, 2},      {-1e-3, 2e-3, 7}, {-1e6, 1e6, 256}};
static const struct shade fine[] = {{-120, 0, 65536}, {-200, 60, 65536}, {0, 1, 65536}, {-90, -10, 65535}};

/* The distance of a step from the level, in steps: at most 0.5 for the nearest. */
static double distance(const struct shade *shade, float level, unsigned step)
{
    const double last = (double)shade->steps - 1;
    const double at = fmin(fmax(((double)level - shade->low) / (shade->high - shade->low), 0), 1) * last;
    return fabs((double)step - at);
}

/* The nearest step, within the rounding of level, factor and product in single precision: 2^-24 of the steps each. */
static void steps_are_the_nearest(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shades / sizeof *shades; i++)
        for (int k = -500; k <= 10500; k++) {
            const float level = (float)(shades[i].low + (shades[i].high - shades[i].low) * k / 10000);
            unsigned char step = 0;
            shade_fill(&shades[i], &step, 1, &level, 1);
            assert_true(distance(&shades[i], level, step) <= 0.5 + 256 * 4 * 6e-8);
        }
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        for (int k = -1000; k <= 150000; k++) {
            const float level = (float)(fine[i].low + (fine[i].high - fine[i].low) * k / 149000);
            uint16_t step = 0;
            shade_fill(&fine[i], &step, 2, &level, 1);
            assert_true(distance(&fine[i], level, step) <= 0.5 + 65536 * 4 * 6e-8);
        }
}

static void ends_and_what_lies_beyond(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shades / sizeof *shades; i++) {
        const unsigned char last = (unsigned char)(shades[i].steps - 1);
        const float low = (float)shades[i].low, high = (float)shades[i].high;
        const float levels[] = {low, high, -INFINITY, INFINITY, NAN, -3e38F, 3e38F, low - 1, high + 1};
        const unsigned char want[] = {0, last, 0, last, 0, 0, last, 0, last};
        unsigned char step[9];
        uint16_t word[9];
        shade_fill(&shades[i], step, 1, levels, 9);
        assert_memory_equal(step, want, sizeof want);
        shade_fill(&shades[i], word, 2, levels, 9);
        for (size_t k = 0; k < 9; k++)
            assert_int_equal(word[k], want[k]);
    }
}

/* Steps never fall as levels rise; the level of a step gives that step; arrays give the same as single values. */
static void steps_rise(void **state)
{
    (void)state;
    enum { COUNT = 1003 };
    float level[COUNT];
    unsigned char step[COUNT], one = 0;
    for (size_t i = 0; i < sizeof shades / sizeof *shades; i++) {
        const double span = shades[i].high - shades[i].low;
        for (size_t k = 0; k < COUNT; k++)
            level[k] = (float)(shades[i].low + span * ((double)k / 900 - 0.05));
        for (size_t count = COUNT - 70; count <= COUNT; count++) {
            shade_fill(&shades[i], step, 1, level, count);
            for (size_t k = 0; k < count; k++) {
                shade_fill(&shades[i], &one, 1, &level[k], 1);
                assert_int_equal(step[k], one);
                assert_true(k == 0 || step[k] >= step[k - 1]);
            }
        }
        for (size_t k = 0; k < shades[i].steps; k++) {
            const float own = (float)(shades[i].low + span * (double)k / (double)(shades[i].steps - 1));
            shade_fill(&shades[i], &one, 1, &own, 1);
            assert_int_equal(one, k);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_the_nearest),
        cmocka_unit_test(ends_and_what_lies_beyond),
        cmocka_unit_test(steps_rise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
