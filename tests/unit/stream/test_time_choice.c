/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "stream/time_choice.h"

#include <stdio.h>

static struct extent seconds(double value)
{
    return (struct extent){value, EXTENT_SECONDS};
}

static struct extent samples(double value)
{
    return (struct extent){value, EXTENT_SAMPLES};
}

static struct header rows_of(const char *kind, struct ratio rate, double samplerate)
{
    struct header rows = {.rate = rate, .start = 1234.5, .rows = -1, .samplerate = {samplerate, 1}};
    snprintf(rows.kind, sizeof rows.kind, "%s", kind);
    return rows;
}

static void part_is_found(void **state)
{
    (void)state;
    const struct header sound = rows_of("samples", (struct ratio){44100, 1}, 44100);
    const struct header spectra = rows_of("power", (struct ratio){44100, 441}, 44100);
    const struct header bare = rows_of("power", (struct ratio){100, 1}, 0);
    const struct {
        const struct header *rows;
        struct time_options options;
        double offset;
        int64_t first, end;
    } cases[] = {
        {&sound, {.start = {0, EXTENT_NONE}}, 0, 0, -1},
        {&sound, {.start = seconds(0)}, 0, 0, -1},
        {&sound, {.start = seconds(0.5), .end = seconds(0.75)}, 0, 22050, 33075},
        {&sound, {.start = samples(7), .duration = samples(3)}, 0, 7, 10},
        {&sound, {.end = seconds(1.0 / 3)}, 0, 0, 14700},
        {&spectra, {.start = seconds(0.5), .end = seconds(0.75)}, 0, 50, 75},          /* 0.50 .. 0.74 s */
        {&spectra, {.start = seconds(0.501), .end = seconds(0.751)}, 0, 51, 76},       /* 0.51 .. 0.75 s */
        {&spectra, {.start = seconds(0.5), .duration = seconds(0.25)}, 0.008, 50, 75}, /* 0.508 .. 0.748 s */
        {&spectra, {.start = seconds(0.5), .end = seconds(0.75)}, 0.012, 49, 74},      /* 0.502 .. 0.742 s */
        {&spectra, {.end = seconds(0.1)}, -0.005, 0, 11},                              /* -0.005 .. 0.095 s */
        {&spectra, {.start = seconds(0)}, -0.005, 1, -1},
        {&spectra, {.start = samples(441), .end = samples(883)}, 0, 1, 3},
        {&bare, {.start = samples(3), .end = samples(5)}, 0, 3, 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct time_choice choice;
        assert_null(time_choice_find(&choice, &cases[i].options, cases[i].rows, cases[i].offset));
        if (choice.first != cases[i].first || choice.end != cases[i].end)
            fail_msg("case %zu: %lld .. %lld", i, (long long)choice.first, (long long)choice.end);
    }
}

/* A sentence instead of numbers that do not fit, and of parts without a row. */
static void impossible_parts_are_refused(void **state)
{
    (void)state;
    const struct header sound = rows_of("samples", (struct ratio){1e12, 1}, 1e12);
    const struct header spectra = rows_of("power", (struct ratio){100, 1}, 44100);
    const struct header dense = rows_of("power", (struct ratio){1e300, 1}, 1);
    const struct {
        const struct header *rows;
        struct time_options options;
    } cases[] = {
        {&sound, {.end = seconds(9e8)}},
        {&sound, {.start = seconds(1e300)}},
        {&sound, {.start = seconds(1), .duration = seconds(1e300)}},
        {&sound, {.end = seconds(2), .duration = seconds(1)}},
        {&sound, {.start = seconds(2), .end = seconds(1)}},
        {&sound, {.start = seconds(2), .end = seconds(2)}},
        {&spectra, {.start = seconds(0.501), .end = seconds(0.509)}},
        {&spectra, {.start = samples(1e300)}},
        {&dense, {.start = seconds(1)}},
        {&dense, {.start = seconds(1e305)}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct time_choice choice;
        if (time_choice_find(&choice, &cases[i].options, cases[i].rows, 0) == NULL)
            fail_msg("case %zu: %lld .. %lld", i, (long long)choice.first, (long long)choice.end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(part_is_found),
        cmocka_unit_test(impossible_parts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
