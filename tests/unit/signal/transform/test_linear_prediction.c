/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "signal/transform/linear_prediction.h"

#include <stdlib.h>

enum { COUNT = 2048, AHEAD = 512 };

static float noise(void)
{
    return (float)(rand() / (double)RAND_MAX - 0.5);
}

/* The coefficients of an autoregressive process are found. Tolerance: three standard deviations, 1 / sqrt(COUNT) each. */
static void coefficients_are_those_of_the_process(void **state)
{
    (void)state;
    static const double wanted[] = {1.5, -0.9, 0.1};
    float sample[COUNT] = {0};
    double found[3];
    srand(3);
    for (int i = 3; i < COUNT; i++)
        sample[i] = (float)(wanted[0] * (double)sample[i - 1] + wanted[1] * (double)sample[i - 2] +
                            wanted[2] * (double)sample[i - 3] + (double)noise());
    prediction_fit(found, 3, sample, COUNT);
    for (size_t i = 0; i < 3; i++)
        CHECK_NEAR(found[i], wanted[i], 3 / sqrt(COUNT));
}

/* Tones on an offset go on. Burg's poles of sines are off by a little: measured 0.0001 after 512 samples. */
static void tones_and_an_offset_go_on(void **state)
{
    (void)state;
    float sample[COUNT + AHEAD], next[AHEAD];
    for (int i = 0; i < COUNT + AHEAD; i++)
        sample[i] = (float)(0.8 + 0.1 * sin(0.3 * i + 1) + 0.05 * cos(1.7 * i));
    prediction_continue(next, AHEAD, sample, COUNT);
    for (int i = 0; i < AHEAD; i++)
        CHECK_NEAR((double)next[i], (double)sample[COUNT + i], 0.001);
}

/* Constants, and no or few samples, are continued by numbers that do not grow. */
static void no_continuation_grows(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 3, 4, 5, 10, 33, 95, 96, 97, 500, COUNT};
    static float sample[COUNT], next[1 << 16];
    srand(4);
    for (int kind = 0; kind < 5; kind++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            for (size_t i = 0; i < counts[c]; i++)
                sample[i] = kind == 0   ? 0
                            : kind == 1 ? 0.8F
                            : kind == 2 ? noise()
                            : kind == 3 ? (float)exp(0.01 * (double)i - 20) /* a rising start does not go on rising */
                                        : (i == counts[c] - 1 ? 1.0F : 0.0F);
            prediction_continue(next, sizeof next / sizeof *next, sample, counts[c]);
            double most = 0, greatest = 0;
            for (size_t i = 0; i < counts[c]; i++)
                most = fmax(most, fabs((double)sample[i]));
            for (size_t i = 0; i < sizeof next / sizeof *next; i++)
                greatest = fmax(greatest, fabs((double)next[i]));
            /* damped oscillations in phase may add up to more than the samples that began them */
            if (!(greatest <= 3 * most))
                fail_msg("kind %d of %zu samples up to %g grows to %g", kind, counts[c], most, greatest);
            if (kind == 1 && counts[c] >= 3)
                CHECK_NEAR((double)next[1 << 15], (double)0.8F, 1e-6);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coefficients_are_those_of_the_process),
        cmocka_unit_test(tones_and_an_offset_go_on),
        cmocka_unit_test(no_continuation_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
