/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pace of simulated devices, whose true rate is known. No test sleeps: the delays come from a seeded generator.
 */
#include "check.h"

#include "capture/pace.h"

#include <string.h>
#include <time.h>

enum { SEEDS = 60 };

static uint64_t state;

/* Uniform in (0, 1); xorshift64 [Marsaglia 2003]. */
static double chance(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return ((double)(state >> 11) + 0.5) * 0x1p-53;
}

static void seed(uint64_t number)
{
    state = 0x9E3779B97F4A7C15u * (number + 1);
    for (int i = 0; i < 20; i++) /* its first numbers are close to those of the next seed */
        chance();
}

enum shape { EXPONENTIAL, UNIFORM };

/* A random delay with that mean. */
static double delay(enum shape shape, double mean)
{
    return shape == UNIFORM ? 2 * mean * chance() : -mean * log(chance());
}

/* A device and its reads so far; times in seconds since its start. */
struct source {
    struct pace *pace;
    double rate, jitter;
    enum shape shape;
    double step; /* seconds between reads */
    int64_t reads;
    double due;  /* when the last read should have been */
    double last; /* when it was; reads keep their order */
};

static void add_at(struct source *source, double rows, double time)
{
    source->last = fmax(time, source->last);
    pace_add(source->pace, (int64_t)(rows + 1e-6) /* 4 ms * 50 kHz is 200 */,
             7000000000 + (int64_t)(source->last * 1e9));
}

static void run_until(struct source *source, double end)
{
    while (source->due + source->step <= end) {
        source->due = source->step * (double)++source->reads;
        add_at(source, source->due * source->rate, source->due + delay(source->shape, source->jitter));
    }
}

static struct source source_new(double rate)
{
    return (struct source){.pace = pace_create(), .rate = rate, .jitter = 0.5e-3, .step = 4e-3};
}

static struct pace_fit fit_of(const struct source *source)
{
    struct pace_fit fit = {.rate = 0};
    assert_true(pace_fit(source->pace, &fit));
    return fit;
}

/* For a run of so many seconds: the largest error allowed for any seed, and the rms over all seeds, in ppm. */
static const struct {
    double seconds;
    double worst;
    double usual[2]; /* at 0.5 and 5 ms of jitter */
} marks[] = {
    /*
     * usual: three quarters more than was measured over 200 seeds, for the worse of the shapes: 56, 2.0, 0.51, 0.072,
     * 4.0e-4 and 803, 50, 14, 1.95, 4.6e-3 ppm. A root mean square over 60 seeds varies by 1 / sqrt(120) = 9 %, so
     * this is eight such deviations. worst: what is promised, 0.5 % after 10 s and 0.05 % in the long run.
     */
    {1, 5e3, {98, 1400}}, {5, 5e3, {3.5, 87}}, {10, 5e3, {0.9, 25}}, {30, 5e2, {0.126, 3.4}}, {600, 5e2, {7e-4, 8e-3}},
};
enum { MARKS = sizeof marks / sizeof *marks };

static void run_seeds(double rate, int jitter, enum shape shape)
{
    double squares[MARKS] = {0};
    int honest[MARKS] = {0};
    for (uint64_t number = 0; number < SEEDS; number++) {
        struct source source = source_new(rate);
        source.jitter = jitter == 0 ? 0.5e-3 : 5e-3;
        source.shape = shape;
        seed(number);
        for (size_t i = 0; i < MARKS; i++) {
            run_until(&source, marks[i].seconds);
            struct pace_fit fit = fit_of(&source);
            double off = (fit.rate / rate - 1) * 1e6;
            CHECK_NEAR(off, 0, marks[i].worst);
            CHECK_NEAR(fit.span, marks[i].seconds, 0.1); /* both ends are off by a read's 4 ms and the largest delay */
            CHECK_NEAR(fit.origin, -4e-3, 0.05);         /* row 0 arose one read before the first one, which was late */
            squares[i] += off * off;
            honest[i] += fabs(fit.rate - rate) <= 4 * fit.error;
        }
        pace_destroy(source.pace);
    }
    for (size_t i = 0; i < MARKS; i++) {
        CHECK_NEAR(sqrt(squares[i] / SEEDS), 0, marks[i].usual[jitter]);
        assert_true(honest[i] >= SEEDS * 95 / 100); /* with 200 seeds, at least 99.5 % */
    }
}

static void the_rate_is_found_from_late_reads(void **unused)
{
    (void)unused;
    for (int jitter = 0; jitter < 2; jitter++)
        for (int shape = EXPONENTIAL; shape <= UNIFORM; shape++) {
            run_seeds(2e6 / 3, jitter, (enum shape)shape);
            run_seeds(50e3, jitter, (enum shape)shape);
        }
}

/* Nor is the error too large: claimed and actual error agree within a factor of two. */
static void the_error_is_no_excuse(void **unused)
{
    (void)unused;
    double claimed = 0, actual = 0;
    for (uint64_t number = 0; number < SEEDS; number++) {
        struct source source = source_new(2e6 / 3);
        seed(number);
        run_until(&source, 10);
        struct pace_fit fit = fit_of(&source);
        claimed += fit.error * fit.error;
        actual += (fit.rate - 2e6 / 3) * (fit.rate - 2e6 / 3);
        pace_destroy(source.pace);
    }
    assert_true(claimed < 4 * actual && actual < 4 * claimed);
}

/* The reads are so regular that the incomplete part of the last row grows from 0 to 1 in the run. */
static void a_beat_with_the_rows_is_within_the_error(void **unused)
{
    (void)unused;
    for (int i = -20; i <= 20; i++) {
        struct source source = source_new(50e3 + 0.01 * i); /* 10 s times 0.1 Hz is one row */
        source.jitter = 1e-6;
        seed((uint64_t)(i + 20));
        run_until(&source, 10);
        struct pace_fit fit = fit_of(&source);
        CHECK_NEAR(fit.rate, source.rate, 4 * fit.error);
        CHECK_NEAR(fit.rate, source.rate, 0.15); /* one row in the run, and half of one for the leverage of the ends */
        pace_destroy(source.pace);
    }
}

/* Blocks of 64 KiB, read every 5 to 20 ms from a 2 MB/s device: some reads are full, and the next has the rest. */
static void bursts_do_no_harm(void **unused)
{
    (void)unused;
    for (uint64_t number = 0; number < SEEDS; number++) {
        struct source source = source_new(1e6);
        double time = 0, rows = 0;
        seed(number);
        while (time < 10) {
            time += 5e-3 + 15e-3 * chance();
            for (int i = 0; i < 4 && floor(time * 1e6) > rows; i++) {
                rows = fmin(rows + 32768, floor(time * 1e6));
                add_at(&source, rows, time + delay(EXPONENTIAL, 0.5e-3));
            }
        }
        struct pace_fit fit = fit_of(&source);
        CHECK_NEAR(fit.rate, 1e6,
                   8); /* a read every 12.5 ms, a third as many as above: 0.5 ppm * 3, times 5 deviations */
        CHECK_NEAR(fit.rate, 1e6, 5 * fit.error);
        pace_destroy(source.pace);
    }
}

/* The reader stalls for half a second; then all rows come at once, or gradually at twice the speed. */
static void a_stall_does_no_harm(void **unused)
{
    (void)unused;
    for (uint64_t number = 0; number < SEEDS; number++) {
        struct source source = source_new(50e3);
        bool slowly = number % 2;
        double at = 4e-3 * (double)(100 + 35 * number);
        seed(number);
        run_until(&source, at);
        double back = at + (slowly ? 1 : 0.5);
        while (source.due + 2e-3 < back) {
            double due = source.due += source.step;
            double late = slowly ? fmax(at + 0.5 + (due - at) / 2, due) : at + 0.5;
            add_at(&source, due * 50e3, late);
        }
        source.reads = llround(back / source.step);
        source.due = back;
        run_until(&source, 10);
        struct pace_fit fit = fit_of(&source);
        CHECK_NEAR(fit.rate, 50e3,
                   50e3 * 5e-6); /* at most 2 ppm; usually 0.3 without a stall. Plain least squares: 6e3 */
        CHECK_NEAR(fit.rate, 50e3, 5 * fit.error);
        pace_destroy(source.pace);
    }
}

/* The kernel has 32768 rows buffered at the start, which come in short reads. */
static void what_had_queued_up_does_no_harm(void **unused)
{
    (void)unused;
    for (uint64_t number = 0; number < SEEDS; number++) {
        struct source source = source_new(50e3);
        seed(number);
        for (int i = 0; i < 16; i++)
            add_at(&source, 2048 * (i + 1), 1e-5 * i);
        for (int i = 1; i <= 2500; i++)
            add_at(&source, 32768 + 200 * i, 4e-3 * i + delay(EXPONENTIAL, 0.5e-3));
        struct pace_fit fit = fit_of(&source);
        CHECK_NEAR(fit.rate, 50e3, 50e3 * 3e-6); /* as without them: 0.5 ppm, times 6 deviations */
        CHECK_NEAR(fit.origin, -32768 / 50e3, 1e-3);
        pace_destroy(source.pace);
    }
}

/* A late read begins a stretch: at first it is the only one in it. */
static void a_late_last_read_does_no_harm(void **unused)
{
    (void)unused;
    for (uint64_t number = 0; number < SEEDS; number++) {
        struct source source = source_new(50e3);
        seed(number);
        double boundary = 24 * 0x1p20 * 256e-9; /* of stretches, which are powers of two in nanoseconds */
        run_until(&source, 4e-3 + boundary);
        struct pace_fit before = fit_of(&source);
        add_at(&source, (source.due + 4e-3) * 50e3, source.due + 4e-3 + 50e-3);
        struct pace_fit after = fit_of(&source);
        /* 50 ms late after 6.4 s: with full weight among 25, its effect would be 4 * 50 ms / 6.4 s / 25 = 1250 ppm */
        CHECK_NEAR(after.rate / before.rate, 1, 2e-7); /* at most 1.3e-7; 8.5e-7 with the weight of the others */
        pace_destroy(source.pace);
    }
}

/* The rate changes in the middle, and the error shows that there is no single rate. */
static void a_step_of_the_rate_shows_in_the_error(void **unused)
{
    (void)unused;
    struct source source = source_new(50e3);
    seed(1);
    run_until(&source, 10);
    for (int i = 1; i <= 2500; i++)
        add_at(&source, 500e3 + 202 * i, 10 + 4e-3 * i + delay(EXPONENTIAL, 0.5e-3));
    struct pace_fit fit = fit_of(&source);
    CHECK_NEAR(fit.rate, 50250, 50);
    assert_true(fit.error > 250 / 4.0 && fit.error < 1000); /* both rates are within four errors */
    pace_destroy(source.pace);
}

static void a_few_reads_are_enough_or_refused(void **unused)
{
    (void)unused;
    struct pace *pace = pace_create();
    struct pace_fit fit = {.rate = -1};
    assert_false(pace_fit(pace, &fit));
    pace_add(pace, 0, 1000); /* no rows: not a point to be fitted */
    pace_add(pace, 100, 1000 + 1000000000);
    pace_add(pace, 100, 1000 + 1500000000);
    pace_add(pace, 200, 1000 + 2000000000);
    assert_false(pace_fit(pace, &fit));
    pace_add(pace, 300, 1000 + 3000000000);
    assert_true(pace_fit(pace, &fit));
    CHECK_NEAR(fit.rate, 100, 1e-9); /* rounding and the clock's unit */
    CHECK_NEAR(fit.origin, 0, 1e-9); /* the first call, not the first rows */
    CHECK_NEAR(fit.span, 2, 1e-9);
    CHECK_NEAR(fit.error, 100 / sqrt(12) / 200, 1e-6); /* one row of 200 may be incomplete */
    pace_destroy(pace);
    pace_destroy(NULL);

    pace = pace_create();
    for (int i = 1; i <= 5; i++) /* but not if each row has a read */
        pace_add(pace, i, i * (int64_t)10000000);
    assert_true(pace_fit(pace, &fit));
    CHECK_NEAR(fit.rate, 100, 1e-6);
    assert_true(fit.error > 0 && fit.error < 1e-4); /* 1 ns in 40 ms, widened for five points */
    pace_destroy(pace);
}

static void reads_at_one_moment_have_no_rate(void **unused)
{
    (void)unused;
    struct pace *pace = pace_create();
    struct pace_fit fit;
    for (int i = 1; i < 100; i++)
        pace_add(pace, 100 * i, 5);
    assert_false(pace_fit(pace, &fit));
    pace_destroy(pace);
}

/* Counts and a clock as after thirty years. */
static void large_counts_lose_nothing(void **unused)
{
    (void)unused;
    struct pace *pace = pace_create();
    struct pace_fit fit;
    const int64_t rows = 1000000000000000, time = 1000000000000000000;
    for (int i = 0; i < 1000; i++)
        pace_add(pace, rows + 4000 * i, time + 4000000 * (int64_t)i);
    assert_true(pace_fit(pace, &fit));
    CHECK_NEAR(fit.rate, 1e6, 1e-3); /* only the clock's unit in 4 s */
    pace_destroy(pace);
}

static void a_day_takes_no_time(void **unused)
{
    (void)unused;
    struct source source = source_new(192e3);
    source.step = 10e-3;
    seed(1);
    clock_t before = clock();
    run_until(&source, 86400);
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    struct pace_fit fit = fit_of(&source);
    CHECK_NEAR(fit.rate, 192e3, 192e3 * 1e-9); /* measured: 1e-11; from the first and last read alone: 6e-9 */
    CHECK_NEAR(fit.span, 86400, 0.1);
    print_message("# 8.64 million reads: %.2f s, generator included\n", seconds);
    assert_true(seconds < 10); /* s; 0.3 is usual, more with sanitizers. With a fit for each read it would be 100 */
    pace_destroy(source.pace);
}

static void the_rate_is_rounded_as_its_error_allows(void **unused)
{
    (void)unused;
    static const struct {
        double rate, error;
        const char *text;
    } cases[] = {
        {666666.6666667, 0.03, "666666.667"},
        {666666.6666667, 0.02, "666666.667"},
        {666666.6666667, 0.2, "666666.67"},
        {666666.6666667, 1, "666666.7"},
        {666666.6666667, 500, "666670"},
        {666666.6666667, 1e-9, "666666.667"}, /* nine digits at most */
        {666666.6666667, 0, "666666.667"},
        {49999.9996, 0.3, "50000"},
        {47999.8766, 0.05, "47999.877"},
        {0.0123456, 1e-5, "0.012346"},
        {3.4, 500, "3"}, /* one digit at least: a rate is never 0 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2 * NOTATION_ROOM];
        struct ratio rate = pace_rate(&(struct pace_fit){.rate = cases[i].rate, .error = cases[i].error});
        assert_string_equal(notation_ratio_text(text, rate), cases[i].text);
        struct ratio back;
        assert_null(notation_ratio(&back, text));
        assert_true(back.num == rate.num && back.den == rate.den);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_is_found_from_late_reads),
        cmocka_unit_test(the_error_is_no_excuse),
        cmocka_unit_test(a_beat_with_the_rows_is_within_the_error),
        cmocka_unit_test(bursts_do_no_harm),
        cmocka_unit_test(a_stall_does_no_harm),
        cmocka_unit_test(what_had_queued_up_does_no_harm),
        cmocka_unit_test(a_late_last_read_does_no_harm),
        cmocka_unit_test(a_step_of_the_rate_shows_in_the_error),
        cmocka_unit_test(a_few_reads_are_enough_or_refused),
        cmocka_unit_test(reads_at_one_moment_have_no_rate),
        cmocka_unit_test(large_counts_lose_nothing),
        cmocka_unit_test(a_day_takes_no_time),
        cmocka_unit_test(the_rate_is_rounded_as_its_error_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
