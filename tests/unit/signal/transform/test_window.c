/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "signal/transform/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONG = 4096 };

/* The specifications of every row of the table, then of rows with other parameters. */
static const char *spec_name(size_t i)
{
    static const char *const more[] = {"tukey:0",    "tukey:0.1", "tukey:1",   "gauss:100", "kaiser:0", "kaiser:14",
                                       "kaiser:100", "dolph:45",  "dolph:150", "dpss:1",    "dpss:2.5", "dpss:20"};
    size_t rows = 0;
    while (window_name(rows) != NULL)
        rows++;
    if (i < rows)
        return window_name(i);
    return i - rows < sizeof more / sizeof *more ? more[i - rows] : NULL;
}

static bool is(const char *spec, const char *name)
{
    return strncmp(spec, name, strlen(name)) == 0;
}

static void fill(double *weights, double *slopes, size_t length, const char *spec, bool symmetric)
{
    const char *why = window_fill(weights, slopes, length, spec, symmetric);
    if (why != NULL)
        fail_msg("%s, %zu: %s", spec, length, why);
}

static void symmetric_and_at_most_one(void **state)
{
    (void)state;
    static double w[LONG], s[LONG];
    for (size_t i = 0; spec_name(i) != NULL; i++)
        for (size_t length = 41; length <= 64; length++) { /* dpss:20 needs more than 40 */
            fill(w, s, length, spec_name(i), true);
            for (size_t n = 0; n < length; n++) {
                CHECK_NEAR(w[n], w[length - 1 - n], 0); /* formulas of |u|: the same bits */
                CHECK_NEAR(s[n], -s[length - 1 - n], 0);
                assert_true(fabs(w[n]) <= 1 + 4e-9); /* flattop's coefficients are rounded to 1e-9 */
            }
        }
}

static void periodic_is_symmetric_less_one(void **state)
{
    (void)state;
    static double w[LONG], s[LONG], longer[LONG + 1], longer_slopes[LONG + 1];
    for (size_t i = 0; spec_name(i) != NULL; i++)
        for (size_t length = 100; length <= 101; length++) {
            if (strcmp(spec_name(i), "gauss") == 0) /* its width follows the length */
                continue;
            fill(w, s, length, spec_name(i), false);
            fill(longer, longer_slopes, length + 1, spec_name(i), true);
            assert_memory_equal(w, longer, length * sizeof *w);
            assert_memory_equal(s, longer_slopes, length * sizeof *s);
        }
}

static void weights_do_not_depend_on_slopes(void **state)
{
    (void)state;
    static double with[LONG], without[LONG], s[LONG];
    for (size_t i = 0; spec_name(i) != NULL; i++) {
        fill(with, s, 100, spec_name(i), false);
        fill(without, NULL, 100, spec_name(i), false);
        assert_memory_equal(with, without, 100 * sizeof *with);
    }
}

static double third_difference(const double *w)
{
    return fabs(w[2] - 3 * w[1] + 3 * w[0] - w[-1]);
}

/*
 * (w[n+1] - w[n-1]) / 2 differs from the slope by w''' / 6, and w''' is about the third difference: two of them, one on
 * either side, bound it, at the joints of tukey, bohman and parzen too. 1e-13 is for differences of doubles near 1 and
 * the rounding errors of dpss. The ends are excluded: they jump, and dolph has its spikes there.
 */
static void slope_is_the_derivative(void **state)
{
    (void)state;
    static double w[LONG], s[LONG];
    for (size_t i = 0; spec_name(i) != NULL; i++)
        for (size_t length = LONG - 1; length <= LONG; length++) {
            fill(w, s, length, spec_name(i), true);
            for (size_t n = 3; n + 3 < length; n++) {
                double tolerance = third_difference(&w[n - 1]) + third_difference(&w[n]) + 1e-13;
                CHECK_NEAR(s[n], (w[n + 1] - w[n - 1]) / 2, tolerance);
            }
        }
}

static void short_lengths(void **state)
{
    (void)state;
    double w[4], s[4];
    for (size_t i = 0; spec_name(i) != NULL; i++)
        for (int symmetric = 0; symmetric <= 1; symmetric++) {
            fill(w, s, 1, spec_name(i), symmetric != 0);
            CHECK_NEAR(w[0], 1, 0);
            CHECK_NEAR(s[0], 0, 0);
            for (size_t length = 2; length <= 4; length++) {
                if (is(spec_name(i), "dpss")) /* no such band in so few samples */
                    continue;
                fill(w, s, length, spec_name(i), symmetric != 0);
                for (size_t n = 0; n < length; n++)
                    assert_true(isfinite(w[n]) && isfinite(s[n]));
            }
        }
    fill(w, s, 3, "dpss:1", true);
    CHECK_NEAR(w[1], 1, 0);
    fill(w, s, 3, "hann", true);
    CHECK_NEAR(w[0], 0, 0); /* exactly: povey raises it to a power */
    fill(w, s, 0, "hann", true);
}

/* |sum of w[n] e^(-2 pi i bin n / length)| / sum of w */
static double response(const double *w, size_t length, double bin)
{
    double re = 0, im = 0, sum = 0;
    double step = 2 * M_PI * bin / (double)length, c = cos(step), s = sin(step), x = 1, y = 0;
    for (size_t n = 0; n < length; n++) {
        re += w[n] * x, im += w[n] * y, sum += w[n];
        double turned = x * c - y * s;
        y = x * s + y * c, x = turned;
    }
    return hypot(re, im) / sum;
}

/* The highest response, in dB, from the first minimum below 0.1 to bin 64, in steps of 1/64 bin. */
static double side_lobe(const double *w, size_t length)
{
    enum { STEPS = 64 };
    double before = 1, here = response(w, length, 1.0 / STEPS), top = 0;
    bool outside = false;
    for (int i = 2; i < 64 * STEPS; i++) {
        double after = response(w, length, (double)i / STEPS);
        outside = outside || (here < before && here <= after && here < 0.1);
        top = outside ? fmax(top, here) : 0;
        before = here, here = after;
    }
    return 20 * log10(top);
}

/* Figures of merit as in [harris78, table 1], computed for 1024 periodic weights. */
static void figures_of_merit(void **state)
{
    (void)state;
    enum { LENGTH = 1024 };
    static const struct {
        const char *spec;
        double gain, noise_bandwidth, scallop, side_lobe;
    } rows[] = {
        {"rect", 1, 1, -3.9224, -13.26},
        {"bartlett", 0.5, 1.333336, -1.8242, -26.52},
        {"hann", 0.5, 1.5, -1.4236, -31.47},
        {"hamming", 0.54, 1.362826, -1.7514, -42.67},
        {"blackman", 0.42, 1.726757, -1.0989, -58.11},
        {"blackmanharris", 0.35875, 2.004353, -0.8256, -92.01},
        {"nuttall", 0.363582, 1.976109, -0.8506, -98.14},
        {"flattop", 0.215579, 3.770246, -0.0098, -93.01},
        {"kaiser:8.6", 0.420800, 1.721374, -1.1092, -63.26},
        {"gauss", 0.313309, 2.257044, -0.6691, -87.61},
    };
    static double w[LENGTH];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double sum = 0, squares = 0;
        fill(w, NULL, LENGTH, rows[i].spec, false);
        for (size_t n = 0; n < LENGTH; n++)
            sum += w[n], squares += w[n] * w[n];
        CHECK_NEAR(sum / LENGTH, rows[i].gain, 5.01e-7); /* half the last digit of the table, here and below */
        CHECK_NEAR(LENGTH * squares / (sum * sum), rows[i].noise_bandwidth, 5.01e-7);
        CHECK_NEAR(20 * log10(response(w, LENGTH, 0.5)), rows[i].scallop, 5.01e-5);
        CHECK_NEAR(side_lobe(w, LENGTH), rows[i].side_lobe, 5.01e-3); /* the table's grid is this one: 1/64 bin */
    }
}

/* Each parameter has its documented effect. */
static void parameters(void **state)
{
    (void)state;
    enum { LENGTH = 256 };
    static double w[LENGTH + 1], other[LENGTH + 1];
    for (int decibels = 45; decibels <= 145; decibels += 20) {
        char spec[32];
        snprintf(spec, sizeof spec, "dolph:%d", decibels);
        fill(w, NULL, LENGTH, spec, true);
        /* between two steps a lobe is at most 0.003 dB higher; at 145 dB, sums of 256 doubles add as much */
        CHECK_NEAR(side_lobe(w, LENGTH), -decibels, 0.01);
    }
    fill(w, NULL, LENGTH + 1, "gauss:32", true);
    CHECK_NEAR(w[LENGTH / 2 + 32], exp(-0.5), 1e-16); /* one standard deviation from the centre */
    fill(w, NULL, LENGTH, "tukey:1", false);
    fill(other, NULL, LENGTH, "hann", false);
    for (size_t n = 0; n < LENGTH; n++)
        CHECK_NEAR(w[n], other[n], 1e-15); /* the same formula, with another rounding of the angle */
    fill(w, NULL, LENGTH, "kaiser:0", false);
    CHECK_NEAR(w[0], 1, 0);
    fill(w, NULL, LENGTH + 1, "kaiser:2", true);
    CHECK_NEAR(w[0], 1 / 2.2795853023360673, 1e-16); /* 1 / I0(2) */
}

/*
 * The sinc kernel's eigenvalue is the share of the energy within +-NW bins [slepian78]. The shares outside are those of
 * scipy 1.10, dpss(512, NW, 1, return_ratios=True), which computes them by Fourier transforms.
 */
static void dpss_is_concentrated(void **state)
{
    (void)state;
    enum { LENGTH = 512 };
    static const struct {
        const char *spec;
        double half_bandwidth, outside;
    } rows[] = {{"dpss:1", 1, 1.8953e-2}, {"dpss:2", 2, 5.7232e-5}, {"dpss:4", 4, 2.9393e-10}};
    static double w[LENGTH];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double inside = 0, energy = 0;
        fill(w, NULL, LENGTH, rows[i].spec, true);
        for (int d = -LENGTH + 1; d < LENGTH; d++) {
            double angle = 2 * M_PI * rows[i].half_bandwidth / LENGTH * d, product = 0;
            for (int n = d > 0 ? d : 0; n < LENGTH && n - d < LENGTH; n++)
                product += w[n] * w[n - d];
            inside += product * (d == 0 ? 2 * rows[i].half_bandwidth / LENGTH : sin(angle) / (M_PI * d));
            energy += d == 0 ? product : 0;
        }
        /* Five digits are given; for the smallest, 1 - share has an error of some 1e-15, or 1e-5 of it. */
        CHECK_NEAR(1 - inside / energy, rows[i].outside, 5e-5 * rows[i].outside);
    }
}

static void long_windows(void **state)
{
    (void)state;
    enum { LENGTH = 65536 };
    double *w = calloc(LENGTH, sizeof *w);
    assert_non_null(w);
    for (size_t i = 0; window_name(i) != NULL; i++) {
        fill(w, NULL, LENGTH, window_name(i), false);
        CHECK_NEAR(w[LENGTH / 2], 1, 1e-8); /* the centre; flattop's coefficients are rounded to 1e-9 */
    }
    free(w);
}

static void bad_specifications_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",          "han",        "hannn",      "Hann",     "hann:",    "hann:1",
                                        "kaiser:",   "kaiser:-1",  "kaiser:501", "kaiser:x", "tukey:2",  "tukey:0.5x",
                                        "gauss:0",   "gauss:nan",  "dolph:0",    "dolph:1e", "dpss:0",   ":8",
                                        "kaiser:8:", "kaiser:inf", "rect:0",     "povey:1",  "dpss:1e9", "kaiser 8"};
    double w[16];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_non_null(window_check(wrong[i]));
        assert_non_null(window_fill(w, NULL, 16, wrong[i], true));
    }
    for (size_t i = 0; spec_name(i) != NULL; i++)
        assert_null(window_check(spec_name(i)));
    assert_non_null(window_fill(w, NULL, 16, "dpss:8", true)); /* the band is the whole spectrum */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symmetric_and_at_most_one),
        cmocka_unit_test(periodic_is_symmetric_less_one),
        cmocka_unit_test(weights_do_not_depend_on_slopes),
        cmocka_unit_test(slope_is_the_derivative),
        cmocka_unit_test(short_lengths),
        cmocka_unit_test(figures_of_merit),
        cmocka_unit_test(parameters),
        cmocka_unit_test(dpss_is_concentrated),
        cmocka_unit_test(long_windows),
        cmocka_unit_test(bad_specifications_are_refused),
    };
    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
