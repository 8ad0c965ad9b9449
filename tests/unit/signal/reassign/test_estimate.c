/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reassigned points are on impulses, tones and chirps, as far as the window resolves them.
 *
 * Samples and transforms are in single precision: of a bin that lies d dB below the strongest of its frame, about
 * 1e-7 * 10^(d / 20) * log2(N) is rounding, in bins of frequency and in units of N / 4 samples of time.
 */
#include "check.h"

#include "signal/reassign/estimate.h"

#include <stdlib.h>
#include <string.h>

static const double rate = 8000;
enum { TOTAL = 16000 };
#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static struct estimate *plan(enum estimator estimator, size_t size, const char *window)
{
    struct estimate *estimate = NULL;
    struct estimate_setting setting = {.fft_size = size,
                                       .win_length = size,
                                       .window = window,
                                       .estimator = estimator,
                                       .time = true,
                                       .frequency = true,
                                       .most_delay = INFINITY};
    assert_null(estimate_create(&estimate, &setting));
    return estimate;
}

static float greatest(const struct points *points)
{
    float most = 0;
    for (size_t k = 0; k < points->bins; k++)
        most = fmaxf(most, points->power[k]);
    return most;
}

/* Points of frame after frame, with their places in Hz and samples. */
struct walk {
    size_t size, hop, start, end;
    struct estimate *estimate;
    struct points *points;
};

static struct walk walk_begin(enum estimator estimator, size_t size, size_t hop, const char *window)
{
    return (struct walk){size, hop, 0, TOTAL, plan(estimator, size, window), points_create(size / 2 + 1)};
}

static bool walk_next(struct walk *walk, const float *samples)
{
    if (walk->start + walk->size > walk->end) {
        estimate_destroy(walk->estimate);
        points_destroy(walk->points);
        return false;
    }
    estimate_frame(walk->estimate, walk->points, samples + walk->start, walk->start > 0 ? samples[walk->start - 1] : 0);
    walk->start += walk->hop;
    return true;
}

static double hertz(const struct walk *walk, size_t k)
{
    return ((double)k + (double)walk->points->shift[k]) * rate / (double)walk->size;
}

static double instant(const struct walk *walk, size_t k)
{
    return (double)(walk->start - walk->hop + walk->size / 2) + (double)walk->points->delay[k];
}

/* An impulse of 1 under a window of 512: its bins have |X| = h(n0). */
static void test_impulse(void **state)
{
    (void)state;
    static float samples[TOTAL];
    memset(samples, 0, sizeof samples);
    samples[1777] = 1;
    static const enum estimator estimators[] = {ESTIMATOR_AF, ESTIMATOR_NELSON};
    EACH (e, estimators) {
        struct walk walk = walk_begin(estimators[e], 512, 64, "hann");
        size_t seen = 0;
        while (walk_next(&walk, samples)) {
            if (greatest(walk.points) < 1e-6f * 16 / 512 / 512) /* |X| > 1e-3 */
                continue;
            seen++;
            for (size_t k = 1; k < walk.points->bins; k++) {
                double tolerance = 512.0 / 4 * 1e-6; /* all bins are as strong; nelson's phases turn by up to pi */
                CHECK_NEAR(instant(&walk, k), 1777, estimators[e] == ESTIMATOR_AF ? tolerance : 2 * tolerance);
                CHECK_NEAR((double)walk.points->shift[k], 0, 5e-5);
                CHECK_NEAR((double)walk.points->mixed[k], 1, 1e-4);
            }
        }
        assert_int_equal(seen, 8);
    }
}

/* Real tones: the error is due to the image at the negative frequency, and to rounding. */
static void test_tone(void **state)
{
    (void)state;
    static const struct {
        enum estimator estimator;
        size_t size;
        double level, error; /* dB below the frame's greatest; Hz */
    } rows[] = {
        {ESTIMATOR_AF, 1024, -20, 3.4e-4},     {ESTIMATOR_AF, 1024, -40, 2.3e-3},
        {ESTIMATOR_AF, 1024, -60, 4.7e-2},     {ESTIMATOR_NELSON, 1024, -20, 2.1e-4},
        {ESTIMATOR_NELSON, 1024, -40, 1.4e-3}, {ESTIMATOR_NELSON, 1024, -60, 3.0e-2},
        {ESTIMATOR_AF, 512, -20, 9.1e-4},      {ESTIMATOR_AF, 512, -40, 2.4e-2},
        {ESTIMATOR_AF, 512, -60, 0.23},        {ESTIMATOR_AF, 2048, -20, 2.3e-6},
        {ESTIMATOR_AF, 2048, -40, 2.3e-6},     {ESTIMATOR_AF, 2048, -60, 5.1e-4},
    };
    static float samples[TOTAL];
    for (size_t i = 0; i < TOTAL; i++)
        samples[i] = (float)sin(2 * M_PI * 1003.7 * (double)i / rate);
    EACH (r, rows) {
        struct walk walk = walk_begin(rows[r].estimator, rows[r].size, rows[r].size / 4, "hann");
        double worst = 0, down = pow(10, rows[r].level / 10);
        while (walk_next(&walk, samples))
            for (size_t k = 0; k < walk.points->bins; k++)
                if ((double)walk.points->power[k] > down * (double)greatest(walk.points))
                    worst = fmax(worst, fabs(hertz(&walk, k) - 1003.7));
        double rounding = 1e-6 * pow(10, -rows[r].level / 20) * rate / (double)rows[r].size;
        if (!(worst <= rows[r].error * 1.05 + rounding))
            fail_msg("row %zu: %.3g Hz, not %.3g + %.3g", r, worst, rows[r].error, rounding);
    }
}

/* Chirp f = 500 + 3000 t: without reassignment, points are up to 73 Hz (-20 dB) and 126 Hz (-40 dB) off. */
static void test_chirp(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        double level, error;
    } rows[] = {{256, -20, 0.054}, {256, -40, 0.54}, {512, -20, 0.015}, {512, -40, 0.097}};
    static float samples[TOTAL];
    for (size_t i = 0; i < TOTAL; i++) {
        double t = (double)i / rate;
        samples[i] = (float)sin(2 * M_PI * (500 * t + 1500 * t * t));
    }
    EACH (r, rows) {
        double worst = 0, least = 0;
        for (int round = 0; round < 2; round++) { /* levels are relative to the greatest of all */
            struct walk walk = walk_begin(ESTIMATOR_AF, rows[r].size, 32, "hann");
            walk.start = 64; /* two frames at either end are left out */
            walk.end = 8000 - 64;
            while (walk_next(&walk, samples))
                for (size_t k = 0; k < walk.points->bins; k++) {
                    double power = (double)walk.points->power[k];
                    if (round == 0)
                        least = fmax(least, pow(10, rows[r].level / 10) * power);
                    else if (power > least)
                        worst = fmax(worst, fabs(hertz(&walk, k) - 500 - 3000 * instant(&walk, k) / rate));
                }
        }
        if (!(worst <= rows[r].error * 1.01)) /* two digits are given */
            fail_msg("window %zu, %g dB: %.4f Hz, not %.4f", rows[r].size, rows[r].level, worst, rows[r].error);
    }
}

/*
 * Reassignment does not separate tones that the window does not: the energy within a quarter bin of either tone.
 */
static void test_two_tones(void **state)
{
    (void)state;
    static const struct {
        double bins, share;
    } rows[] = {{8, 1.0000}, {5, 0.9996}, {4, 0.9996}, {3, 0.983}, {2.5, 0.933}, {2, 0.845}, {1.5, 0.691}, {1, 0.438}};
    static float samples[TOTAL];
    double bin = rate / 1024;
    EACH (r, rows) {
        double low = 1001.3, high = low + rows[r].bins * bin, near = 0, all = 0, near_lines = 0, lines = 0;
        for (size_t i = 0; i < TOTAL; i++)
            samples[i] = (float)(0.5 * sin(2 * M_PI * low * (double)i / rate) +
                                 0.5 * sin(2 * M_PI * high * (double)i / rate + 1));
        float most = 0;
        struct walk walk = walk_begin(ESTIMATOR_AF, 1024, 128, "hann");
        while (walk_next(&walk, samples))
            most = fmaxf(most, greatest(walk.points));
        walk = walk_begin(ESTIMATOR_AF, 1024, 128, "hann");
        while (walk_next(&walk, samples))
            for (size_t k = 0; k < walk.points->bins; k++) {
                double power = (double)walk.points->power[k], at = hertz(&walk, k);
                if (power <= 1e-3 * (double)most)
                    continue;
                bool is_near = fmin(fabs(at - low), fabs(at - high)) < bin / 4;
                bool is_line = fabs((double)walk.points->mixed[k]) < 0.25;
                all += power;
                near += is_near ? power : 0;
                lines += is_line ? power : 0;
                near_lines += is_near && is_line ? power : 0;
            }
        CHECK_NEAR(near / all, rows[r].share, 0.002); /* three digits are given */
        CHECK_NEAR(near_lines / lines, 1, 0.0005);    /* 1.0000 of what pruning keeps */
    }
}

/* P = q^2 / (1 + q^2), q = c sigma^2, for a chirp of c rad/s^2 under a Gaussian. */
static void test_mixed_of_a_chirp(void **state)
{
    (void)state;
    static const struct {
        const char *window;
        double mixed;
    } rows[] = {{"gauss:16", 0.005653}, {"gauss:32", 0.083375}, {"gauss:51.503", 0.379013}, {"gauss:64", 0.592723}};
    static float samples[TOTAL];
    for (size_t i = 0; i < TOTAL; i++) {
        double t = (double)i / rate;
        samples[i] = (float)sin(2 * M_PI * (500 * t + 1500 * t * t));
    }
    EACH (r, rows) {
        struct estimate *estimate = plan(ESTIMATOR_AF, 512, rows[r].window);
        struct points *points = points_create(257);
        estimate_frame(estimate, points, samples + 4000, samples[3999]);
        size_t peak = 0;
        for (size_t k = 0; k < 257; k++)
            peak = points->power[k] > points->power[peak] ? k : peak;
        /* 64 is cut off at four sigma, and ripples by as much */
        CHECK_NEAR((double)points->mixed[peak], rows[r].mixed, r < 3 ? 2e-5 : 2e-3);
        estimate_destroy(estimate);
        points_destroy(points);
    }
}

/* Every window with slopes finds a tone's frequency, with short windows, odd lengths and zero padding too. */
static void test_sizes_and_windows(void **state)
{
    (void)state;
    static const struct {
        const char *window;
        size_t length, size;
        bool symmetric;
    } rows[] = {{"hann", 400, 512, false},     {"hann", 401, 512, false},          {"hann", 401, 401, false},
                {"hann", 400, 1000, true},     {"blackman", 512, 512, false},      {"nuttall", 511, 2048, false},
                {"kaiser:14", 512, 512, true}, {"blackmanharris", 333, 333, true}, {"dpss", 512, 1024, true}};
    static float samples[TOTAL];
    for (size_t i = 0; i < TOTAL; i++)
        samples[i] = (float)cos(2 * M_PI * 1703.7 * ((double)i - 5000) / rate);
    EACH (r, rows) {
        struct estimate *estimate = NULL;
        struct estimate_setting setting = {.fft_size = rows[r].size,
                                           .win_length = rows[r].length,
                                           .window = rows[r].window,
                                           .symmetric = rows[r].symmetric,
                                           .time = true,
                                           .frequency = true,
                                           .want_values = true,
                                           .most_delay = INFINITY};
        assert_null(estimate_create(&estimate, &setting));
        struct points *points = points_create(rows[r].size / 2 + 1);
        size_t start = 5000 - rows[r].length / 2; /* the centre is at a crest */
        estimate_frame(estimate, points, samples + start, samples[start - 1]);
        double sum = 0, values = 0, most = (double)greatest(points);
        /* nuttall ends with a jump of 4e-4, which is not in its slope: 0.003 bins at -20 dB */
        double jump = 0.005 * rate / (double)rows[r].length;
        for (size_t k = 0; k < points->bins; k++) {
            double power = (double)points->power[k];
            sum += power;
            values += (double)points->real[k];
            if (power < 1e-2 * most)
                continue;
            CHECK_NEAR(((double)k + (double)points->shift[k]) * rate / (double)rows[r].size, 1703.7, jump);
            /* of the window, against the frame's: half a sample where its length is odd or it is symmetric */
            double centre = ((double)rows[r].length - rows[r].symmetric) / 2 - (double)(rows[r].length / 2);
            CHECK_NEAR((double)points->delay[k], centre, 0.02); /* the image, 1e-4 of a window */
            CHECK_NEAR((double)points->mixed[k], 0, 0.02);      /* so too */
            CHECK_NEAR(hypot((double)points->real[k], (double)points->imaginary[k]), sqrt(power), 1e-6);
        }
        struct estimate_gain gain = estimate_gain(estimate);
        CHECK_NEAR(sum * gain.power, 1, 2e-4);    /* Parseval, but for the image */
        CHECK_NEAR(values * gain.value, 1, 2e-4); /* the sample in the middle */
        estimate_destroy(estimate);
        points_destroy(points);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    struct estimate *estimate = NULL;
    struct estimate_setting setting = {.fft_size = 256, .win_length = 256, .window = "rect", .frequency = true};
    assert_non_null(estimate_create(&estimate, &setting));
    setting.window = "tukey:0";
    assert_non_null(estimate_create(&estimate, &setting));
    setting.window = "no-such-window";
    assert_non_null(estimate_create(&estimate, &setting));
    setting.window = "rect";
    setting.frequency = false;
    assert_null(estimate_create(&estimate, &setting));
    estimate_destroy(estimate);
    setting.frequency = true;
    setting.estimator = ESTIMATOR_NELSON;
    assert_null(estimate_create(&estimate, &setting));
    estimate_destroy(estimate);
}

/* The smallest sizes, and silence: nothing moves, and nothing is NaN. */
static void test_small_and_silent(void **state)
{
    (void)state;
    static const float silence[9];
    static const enum estimator estimators[] = {ESTIMATOR_AF, ESTIMATOR_NELSON};
    EACH (e, estimators)
        for (size_t size = 1; size < 9; size++) {
            struct estimate *estimate = NULL;
            struct estimate_setting setting = {.fft_size = size,
                                               .win_length = size,
                                               .window = size > 2 ? "hann" : "rect",
                                               .estimator = estimators[e],
                                               .time = true,
                                               .most_delay = 4};
            assert_null(estimate_create(&estimate, &setting));
            struct points *points = points_create(size / 2 + 1);
            estimate_frame(estimate, points, silence, 0);
            for (size_t k = 0; k < points->bins; k++) {
                CHECK_NEAR((double)points->power[k], 0, 0);
                CHECK_NEAR((double)points->delay[k], 0, 0);
                CHECK_NEAR((double)points->shift[k], 0, 0);
            }
            estimate_destroy(estimate);
            points_destroy(points);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_impulse),
        cmocka_unit_test(test_tone),
        cmocka_unit_test(test_chirp),
        cmocka_unit_test(test_two_tones),
        cmocka_unit_test(test_mixed_of_a_chirp),
        cmocka_unit_test(test_sizes_and_windows),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_small_and_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
