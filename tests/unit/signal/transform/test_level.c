/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "signal/transform/level.h"

#include <float.h>
#include <string.h>

enum { COUNT = 4096 };

static float from_bits(uint32_t bits)
{
    float value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/*
 * The tolerance: half the last bit of the float is 6e-8 of the level, the product with the exponent rounds another
 * 6e-8, 3.0103 itself 3e-8; spectra need 2e-6. The rest is 2e-5 dB for the logarithm of the mantissa.
 */
static void check_run(uint32_t bits, uint32_t step)
{
    static float power[COUNT], level[COUNT];
    for (uint32_t i = 0; i < COUNT; i++)
        power[i] = from_bits(bits + i * step);
    level_fill(level, power, COUNT, -1000);
    for (size_t i = 0; i < COUNT; i++) {
        double exact = 10 * log10((double)power[i]);
        CHECK_NEAR((double)level[i], exact, 2e-6 * fabs(exact) + 2e-5);
    }
}

static void near_the_logarithm(void **state)
{
    (void)state;
    for (uint32_t exponent = 1; exponent < 255; exponent++) /* each octave of normal floats, evenly */
        check_run(exponent << 23, (1 << 23) / COUNT);
    check_run(0x3f800000 - COUNT / 2, 1); /* every float around 1, where the level crosses 0 */
    check_run(0x3f3504f3 - COUNT / 2, 1); /* and where the exponent changes: sqrt(1/2) */
    check_run(0x7f800000 - COUNT, 1);     /* up to the greatest */
    check_run(0x00800000, 1);             /* and from the smallest */
}

static void exact_where_it_shows(void **state)
{
    (void)state;
    assert_true(level_of(1, -200) == 0);                              /* a full-scale sine reads 0 dB, not nearly */
    CHECK_NEAR((double)level_of(0.25F, -200), 20 * log10(0.5), 5e-7); /* a last bit at 6 dB is 4.8e-7 */
}

static void same_bits_one_by_one_and_in_place(void **state)
{
    (void)state;
    static float power[COUNT], apart[COUNT], level[COUNT];
    for (uint32_t i = 0; i < COUNT; i++)
        power[i] = from_bits((i + 1) * 0x0007f001);
    for (size_t count = COUNT - 9; count <= COUNT; count++) { /* all remainders of a vector's length */
        memcpy(level, power, sizeof level);
        level_fill(apart, power + COUNT - count, count, -150);
        level_fill(level + COUNT - count, level + COUNT - count, count, -150);
        assert_memory_equal(apart, level + COUNT - count, count * sizeof *level);
    }
    for (size_t i = 0; i < COUNT; i++) {
        float one = level_of(power[i], -150);
        assert_memory_equal(&one, &level[i], sizeof one);
    }
}

static void never_below_the_floor_nor_nan(void **state)
{
    (void)state;
    const float silent[] = {0, -0.0F, -1, FLT_MIN / 2, NAN, -NAN, -INFINITY, FLT_MIN, 1e-30F};
    float level[sizeof silent / sizeof *silent];
    level_fill(level, silent, sizeof silent / sizeof *silent, -200);
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        assert_true(level[i] == -200);
    CHECK_NEAR((double)level_of(0, -1000), 10 * log10((double)FLT_MIN), 8e-4); /* as check_run: 2e-6 of 379 dB */
    assert_true(isfinite(level_of(INFINITY, -200)));
    level_fill(level, silent, 0, -200); /* nothing to do is fine */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_the_logarithm),
        cmocka_unit_test(exact_where_it_shows),
        cmocka_unit_test(same_bits_one_by_one_and_in_place),
        cmocka_unit_test(never_below_the_floor_nor_nan),
    };
    return cmocka_run_group_tests_name("level", tests, NULL, NULL);
}
