/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Angles all around, near and far from the axes, small and large numbers: as atan2 has them.
 */
#include "check.h"

#include "signal/reassign/angle.h"

enum { COUNT = 40000 };

static void test_angles(void **state)
{
    (void)state;
    static float imaginary[COUNT], real[COUNT], angles[COUNT];
    for (int i = 0; i < COUNT; i++) {
        double turn = 2 * M_PI * i / COUNT, size = pow(10, (i % 61) - 30);
        double small = i % 3 == 0 ? turn : pow(10, -(i % 70) / 10.0); /* every third anywhere, others near an axis */
        imaginary[i] = (float)(size * sin(small));
        real[i] = (float)(size * cos(small));
    }
    angle_fill(angles, imaginary, real, COUNT);
    for (int i = 0; i < COUNT; i++) {
        double want = atan2((double)imaginary[i], (double)real[i]);
        CHECK_NEAR((double)angles[i], want, 3e-7 * fabs(want) + 1e-37);
    }
}

static void test_axes(void **state)
{
    (void)state;
    const float imaginary[] = {0, 0, 1, -1, 0, 1, 1, -1, -1}, real[] = {1, -1, 0, 0, 0, 1, -1, 1, -1};
    const double want[] = {0, 4, 2, -2, 0, 1, 3, -1, -3}; /* quarters of pi */
    float angles[9];
    angle_fill(angles, imaginary, real, 9);
    for (int i = 0; i < 9; i++)
        CHECK_NEAR((double)angles[i], want[i] * M_PI / 4, 2e-7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_angles), cmocka_unit_test(test_axes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
