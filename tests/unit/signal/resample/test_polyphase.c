/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Both kinds of stages, by taps and by Fourier transforms, against the sum that they stand for, in double precision:
 * output j is the sum of all samples, weighted with the filter centred on j * down / up.
 */
#include "check.h"

#include "signal/resample/lowpass.h"
#include "signal/resample/overlap_save.h"
#include "signal/resample/polyphase.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TOTAL = 12000, ROOM = 40000 };
#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

struct trial {
    bool blocks; /* by Fourier transforms */
    int64_t up, down;
    double pass, stop; /* cycles per sample */
    int64_t first, output, total;
};

static struct lowpass filter_of(const struct trial *t)
{
    return lowpass_design(t->pass, t->stop, 140);
}

/* One of the two kinds of stages, with the same functions for both. */
struct either {
    struct overlap_save *blocks;
    struct polyphase *taps;
};

static struct either create(const struct trial *t, size_t most)
{
    struct lowpass filter = filter_of(t);
    if (t->blocks)
        return (struct either){.blocks =
                                   overlap_save_create(&filter, t->stop, t->up, t->down, t->first, t->output, most)};
    return (struct either){.taps = polyphase_create(&filter, t->up, t->down, t->first, t->output, most)};
}

static void push(struct either *either, const float *samples, size_t count)
{
    if (either->blocks != NULL)
        overlap_save_push(either->blocks, samples, count);
    else
        polyphase_push(either->taps, samples, count);
}

static size_t next(struct either *either, float *output, size_t most)
{
    return either->blocks != NULL ? overlap_save_next(either->blocks, output, most)
                                  : polyphase_next(either->taps, output, most);
}

static void destroy(struct either *either)
{
    overlap_save_destroy(either->blocks);
    polyphase_destroy(either->taps);
}

/* Pushes `piece` samples at a time and pulls at most `portion` at a time; returns the number of outputs. */
static size_t run(float *output, const struct trial *t, const float *samples, size_t piece, size_t portion)
{
    struct either it = create(t, piece);
    size_t made = 0, at = 0, count = 0, got = 0;
    do {
        count = (size_t)t->total - at < piece ? (size_t)t->total - at : piece;
        push(&it, samples + at, count);
        at += count;
        while ((got = next(&it, output + made, made + portion < ROOM ? portion : ROOM - made)) > 0)
            made += got;
    } while (count > 0);
    assert_int_equal(next(&it, output, 1), 0);
    assert_true(made < ROOM);
    destroy(&it);
    return made;
}

/* Pseudo-random numbers in [-1, 1), the same everywhere. */
static const float *signal_of(int64_t total)
{
    static float samples[MOST_TOTAL];
    uint32_t state = 12345;
    for (int64_t i = 0; i < total; i++) {
        state = state * 1664525 + 1013904223;
        samples[i] = (float)((double)(state >> 8) / (1 << 23) - 1);
    }
    return samples;
}

/* The position of output j is *whole + *part, 0 <= *part < 1, exact: multiples of `up` outputs are subtracted first. */
static void find_position(int64_t *whole, double *part, const struct trial *t, int64_t j)
{
    int64_t rounds = j / t->up - (j % t->up < 0), rest = (j - rounds * t->up) * t->down;
    *whole = rounds * t->down + rest / t->up;
    *part = (double)(rest % t->up) / (double)t->up;
}

static double by_summing(const struct trial *t, const struct lowpass *filter, const float *samples, int64_t j)
{
    int64_t whole = 0, reach = (int64_t)filter->half + 1;
    double part = 0, sum = 0, all = 0;
    find_position(&whole, &part, t, j);
    for (int64_t n = whole - reach; n <= whole + reach; n++) {
        double weight = lowpass_at(filter, (double)(n - whole) - part);
        int64_t i = n - t->first;
        all += weight;
        sum += i >= 0 && i < t->total ? weight * (double)samples[i] : 0;
    }
    return sum / all;
}

/*
 * Taps: single precision, 6e-8 of sums of some hundred products, and straight lines between 1024 phases, which are off
 * by (2 pi 0.3 / 1024)^2 / 8 = 4e-7 of the signal. Blocks: single precision, some times along the transform's levels.
 */
static const double tolerance = 2e-6;

static const struct trial trials[] = {
    {false, 1, 1, 0.2, 0.3, 0, 0, 300},
    {false, 1, 2, 0.1, 0.25, 0, 0, 1000},
    {false, 147, 160, 0.2, 0.4, 0, 0, 2000},
    {false, 3, 1, 0.2, 0.4, 0, 0, 200}, /* interpolation too */
    {false, 44100, 100003, 0.1, 0.2, -57, -40, 3000},
    {false, 479999999, 480000000, 0.2, 0.3, -100, -150, 1000},
    {false, 999999937, 1000000000, 0.2, 0.3, 0, 17, 1000},
    {false, 1, 999, 0.05, 0.12, -5, 0, 12000},
    {false, 1000, 2441, 0.1, 0.2, INT64_C(24410000000000), INT64_C(9999999999990), 500}, /* after years */
    {false, 147, 160, 0.2, 0.4, 0, 0, 1},
    {true, 1, 2, 0.2, 0.25, 0, 0, 10000},
    {true, 1, 2, 0.2, 0.25, 0, 0, 1},
    {true, 1, 3, 0.1, 0.16, -200, -100, 7001},
    {true, 1, 64, 0.004, 0.0078, -300, -7, 12000},
    {true, 2, 7, 0.05, 0.14, 0, 0, 5000},
    {true, 147, 160, 0.3, 0.45, 0, 0, 9000},
    {true, 160, 441, 0.14, 0.18, -50, 3, 9000},
    {true, 1, 5, 0.05, 0.1, INT64_C(5000000000000), INT64_C(999999999990), 6000},
    {true, 1000, 2441, 0.1, 0.2, 0, -20, 12000},
    {true, 3969, 8000, 0.2, 0.49, 0, -20, 12000}, /* a filter far shorter than `down` */
    {true, 1, 512, 0.0005, 0.0019, 0, 0, 12000},
};

static void outputs_are_weighted_sums(void **state)
{
    (void)state;
    static float got[ROOM];
    EACH (i, trials) {
        const struct trial *t = &trials[i];
        const float *samples = signal_of(t->total);
        struct lowpass filter = filter_of(t);
        size_t made = run(got, t, samples, MOST_TOTAL, ROOM);
        int64_t end = t->output + (int64_t)made;
        assert_true(made > 0);
        double most = 0;
        for (int64_t j = t->output; j < end; j++) {
            double want = by_summing(t, &filter, samples, j), off = fabs((double)got[j - t->output] - want);
            if (!(off <= tolerance))
                fail_msg("trial %zu, output %lld is %.9g, not %.9g", i, (long long)j, (double)got[j - t->output], want);
            most = fmax(most, fabs(want));
        }
        assert_true(most > tolerance * 100);     /* there was something to compare */
        for (int64_t j = end; j < end + 50; j++) /* no output that the filter reaches is missing */
            CHECK_NEAR(by_summing(t, &filter, samples, j), 0, 1e-9);
    }
}

static void pushes_do_not_matter(void **state)
{
    (void)state;
    static const struct {
        size_t piece, portion;
    } ways[] = {{1, 5000}, {7, 1}, {100, 13}, {1023, 5000}, {4096, 500}, {9000, 1}};
    static float want[ROOM], got[ROOM];
    EACH (i, trials) {
        const float *samples = signal_of(trials[i].total);
        size_t made = run(want, &trials[i], samples, MOST_TOTAL, ROOM);
        EACH (w, ways) {
            memset(got, 1, made * sizeof *got);
            assert_int_equal(run(got, &trials[i], samples, ways[w].piece, ways[w].portion), made);
            assert_memory_equal(got, want, made * sizeof *got);
        }
    }
}

/* The weights of an output at any position add up to 1. */
static void constants_pass(void **state)
{
    (void)state;
    static float ones[MOST_TOTAL], got[ROOM];
    for (size_t i = 0; i < MOST_TOTAL; i++)
        ones[i] = 1;
    EACH (i, trials) {
        const struct trial *t = &trials[i];
        struct lowpass filter = filter_of(t);
        size_t made = run(got, t, ones, MOST_TOTAL, ROOM), inner = 0;
        for (size_t k = 0; k < made; k++) {
            int64_t whole = 0;
            double part = 0;
            find_position(&whole, &part, t, t->output + (int64_t)k);
            int64_t left = whole - t->first, right = t->first + t->total - whole;
            if (left < (int64_t)filter.half + 1 || right < (int64_t)filter.half + 2)
                continue;
            CHECK_NEAR((double)got[k], 1, 1e-6); /* single precision */
            inner++;
        }
        assert_true(inner > 0 || (double)t->total < 2 * filter.half + 1000);
    }
}

/* Output is ready as soon as its samples are there, so memory does not grow with the signal. */
static void outputs_come_early(void **state)
{
    (void)state;
    static const struct trial endless[] = {{false, 147, 160, 0.2, 0.4, 0, 0, 0}, {true, 1, 8, 0.05, 0.0625, 0, 0, 0}};
    static float block[1000], got[1000];
    EACH (i, endless) {
        struct either it = create(&endless[i], 1000);
        int64_t pushed = 0, made = 0;
        for (int turn = 0; turn < 2000; turn++) {
            push(&it, block, 1000);
            pushed += 1000;
            for (size_t count = 0; (count = next(&it, got, 1000)) > 0;)
                made += (int64_t)count;
            assert_true(made * endless[i].down <= pushed * endless[i].up);
            assert_true(made * endless[i].down >= (pushed - 20000) * endless[i].up); /* two blocks or so */
        }
        destroy(&it);
    }
}

/* The pass band and the stop band keep Kaiser's formula, by the sum over the response. */
static void filters_keep_their_promise(void **state)
{
    (void)state;
    static const double attenuations[] = {30, 45, 60, 80, 100, 120, 145};
    const double pi = 3.14159265358979323846;
    EACH (i, attenuations) {
        struct lowpass filter = lowpass_design(0.1, 0.15, attenuations[i]);
        double leak = pow(10, -(attenuations[i] - 2.5) / 20); /* an estimate; the window's ends are left out */
        int64_t half = (int64_t)filter.half;
        for (double f = 0; f <= 0.5; f += 0.0005) {
            double sum = 0;
            for (int64_t t = -half; t <= half; t++)
                sum += lowpass_at(&filter, (double)t) * cos(2 * pi * f * (double)t);
            if (f <= 0.1)
                CHECK_NEAR(sum, 1, leak);
            if (f >= 0.15)
                CHECK_NEAR(sum, 0, leak);
        }
        CHECK_NEAR(lowpass_at(&filter, 1.5), lowpass_at(&filter, -1.5), 0);
        CHECK_NEAR(lowpass_at(&filter, filter.half + 0.001), 0, 0);
    }
}

static void nothing_is_destroyed(void **state)
{
    (void)state;
    polyphase_destroy(NULL);
    overlap_save_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(outputs_are_weighted_sums),
                                       cmocka_unit_test(pushes_do_not_matter),
                                       cmocka_unit_test(constants_pass),
                                       cmocka_unit_test(outputs_come_early),
                                       cmocka_unit_test(filters_keep_their_promise),
                                       cmocka_unit_test(nothing_is_destroyed)};
    return cmocka_run_group_tests_name("polyphase", tests, NULL, NULL);
}
