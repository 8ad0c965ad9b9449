/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/ticks.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 30000 };

static const double gap = 4;
static struct tick tick[ROOM];

/* The size of a label: its width along a horizontal axis, its height along a vertical one. */
static double width_of(void *user, const char *label)
{
    double characters = 0;
    for (; *label != '\0'; label++)
        characters += (*label & 0xc0) != 0x80;
    return *(const double *)user * characters;
}

static double height_of(void *user, const char *label)
{
    (void)label;
    return 1.6 * *(const double *)user;
}

typedef double size_function(void *user, const char *label);
static size_function *const size_of[] = {width_of, height_of};

static double mel(double hertz)
{
    return 2595 * log10(1 + hertz / 700);
}

/* The value of a label, in the units of the axis. */
static double label_value(const char *label, const struct axis *axis)
{
    const double reach = fmax(fabs(axis->first), fabs(axis->last));
    const bool negative = strncmp(label, "\xe2\x88\x92", 3) == 0;
    char *rest = NULL;
    double value = strtod(label + 3 * negative, &rest), parts = 1;
    for (; *rest == ':'; parts++)
        value = 60 * value + strtod(rest + 1, &rest);
    if (parts == 2 && (axis->notation == TICK_CLOCK || reach >= 3600))
        value *= 60;
    if (axis->notation == TICK_KILOHERTZ)
        value *= 1e3;
    if (*rest == 'k' || *rest == 'M')
        value *= *rest++ == 'k' ? 1e3 : 1e6;
    assert_string_equal(rest, "");
    return negative ? -value : value;
}

static void check_label(const struct tick *one, const struct axis *axis)
{
    if (axis->notation == TICK_NOTE)
        return; /* test_tick_notes.c */
    const double reach = fmax(fabs(axis->first), fabs(axis->last)), said = label_value(one->label, axis);
    const double off = said - one->value - (axis->notation == TICK_CLOCK ? axis->clock : 0);
    if (axis->notation == TICK_CLOCK) /* the sum has 16 digits only */
        CHECK_NEAR(remainder(off, 86400), 0, 1e-15 * (reach + 86400) + 1e-9);
    else
        CHECK_NEAR(said, one->value, 1e-15 * reach);
    assert_true(strlen(one->label) < sizeof one->label - 1);
    assert_string_not_equal(one->label, "\xe2\x88\x92"
                                        "0");
}

/* Whether the axis has frequencies on a warped scale. */
static bool has_decades(const struct axis *axis)
{
    return axis->warp != NULL && axis->notation <= TICK_KILOHERTZ;
}

/* Whether [low, high) has a label. */
static bool labelled(size_t count, double low, double high)
{
    for (size_t i = 0; i < count; i++)
        if (*tick[i].label != '\0' && tick[i].value >= low * (1 - 1e-9) && tick[i].value < high * (1 - 1e-9))
            return true;
    return false;
}

/* Every decade that has room for four labels side by side has one. */
static void check_decades(const struct axis *axis, size_t count, double widest)
{
    const double low = fmin(axis->first, axis->last), high = fmax(axis->first, axis->last);
    for (int exponent = -12; exponent < 15; exponent++) {
        const double from = fmax(low, pow(10, exponent)), to = fmin(high, pow(10, exponent + 1));
        if (from < to && fabs(axis_pixel(axis, to) - axis_pixel(axis, from)) >= 4 * (widest + gap))
            assert_true(labelled(count, pow(10, exponent), pow(10, exponent + 1)));
    }
}

/* The ends have labels within 3 pixels, of long axes 0.4 % and at most 8, if there is room for both; the upper one always. */
static void check_ends(const struct axis *axis, size_function *size, double letter)
{
    const size_t count = ticks_place(tick, ROOM, axis, size, &letter, gap);
    const double near = fmax(3, fmin(8, axis->pixels / 250)) + 1e-5;
    bool ends[2] = {false, false};
    const double widest = size(&letter, "0.000000131313"); /* longer than any label here */
    for (size_t i = 0; i < count; i++) {
        ends[0] = ends[0] || (*tick[i].label != '\0' && tick[i].pixel <= near);
        ends[1] = ends[1] || (*tick[i].label != '\0' && tick[i].pixel >= axis->pixels - 1 - near);
    }
    assert_true(ends[axis->last > axis->first]);
    if (axis->pixels > 2 * near + fmax(widest + gap, 0.5 * fmax(2.2 * widest, 40)) + 1) {
        if (!ends[0] || !ends[1])
            print_message("DEBUG %g %g %g %d %g %s|%s\n", axis->first, axis->last, axis->pixels, axis->notation, letter,
                          tick[0].label, tick[1].label);
        assert_true(ends[0] && ends[1]);
    }
}

/* Checks everything that ticks_place promises; returns the number of labels. */
static size_t check_axis(const struct axis *axis, size_function *size, double letter)
{
    const size_t count = ticks_place(tick, ROOM, axis, size, &letter, gap);
    const struct tick *label = NULL;
    size_t labels = 0;
    double widest = 0;
    assert_true(count <= ROOM);
    for (size_t i = 0; i < count; i++) {
        assert_true(tick[i].pixel > -0.5 && tick[i].pixel < axis->pixels - 0.5); /* within a pixel of the axis */
        CHECK_NEAR(tick[i].pixel, axis_pixel(axis, tick[i].value), 2e-6);
        if (i > 0) /* sorted; 1e-5: pixels are moved onto the axis by up to 1e-6 */
            assert_true(tick[i].pixel - tick[i - 1].pixel >= 5 - 1e-5);
        if (*tick[i].label == '\0')
            continue;
        check_label(tick + i, axis);
        widest = fmax(widest, size(&letter, tick[i].label));
        if (label != NULL) {
            const double sizes = (size(&letter, label->label) + size(&letter, tick[i].label)) / 2;
            assert_true(tick[i].pixel - label->pixel >= sizes + gap - 1e-5);
            assert_true(strcmp(tick[i].label, label->label) != 0 ||
                        (axis->notation == TICK_CLOCK && tick[i].value != label->value)); /* midnight, day after day */
        }
        label = tick + i;
        labels++;
    }
    if (has_decades(axis) && labels > 0)
        check_decades(axis, count, widest);
    return labels;
}

static const double lengths[] = {64, 100, 257, 400, 1000, 1600, 3000, 20000};
static const double letters[] = {5.5, 12};
enum { LENGTHS = sizeof lengths / sizeof *lengths, LETTERS = sizeof letters / sizeof *letters };

/* Every length, notation, direction and orientation of an axis. 300 pixels hold at least two labels of any notation. */
static void check_sizes(struct axis axis)
{
    for (size_t i = 0; i < LENGTHS * LETTERS * 4; i++) {
        const double letter = letters[i / LENGTHS % LETTERS];
        const size_t turn = i / LENGTHS / LETTERS % 2;
        axis.pixels = lengths[i % LENGTHS];
        if (i == LENGTHS * LETTERS * 2) {
            const double first = axis.first;
            axis.first = axis.last;
            axis.last = first;
        }
        const size_t labels = check_axis(&axis, size_of[turn], letter);
        if (has_decades(&axis) && axis.pixels < 2000)
            check_ends(&axis, size_of[turn], letter);
        if (axis.pixels > (turn == 0 ? 50 * letter : 150))
            assert_in_range(labels, 2, 3 + (size_t)(axis.pixels / 35)); /* neither too few nor too many */
    }
}

static void times(void **state)
{
    (void)state;
    for (double length = 1; length < 48 * 3600; length *= 1.4)
        for (double start = 0; start < 10; start += 3.7) {
            const double first = start * length, last = first + length;
            check_sizes((struct axis){.first = first, .last = last, .notation = TICK_TIME});
        }
    static const double whole[] = {1, 60, 90, 600, 3600, 7200, 86400, 172800};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        check_sizes((struct axis){.last = whole[i], .notation = TICK_TIME});
}

static void clock_times(void **state)
{
    (void)state;
    for (double length = 0.5; length < 48 * 3600; length *= 1.7)
        for (double clock = 0; clock < 86400; clock += 12345.678)
            check_sizes((struct axis){.first = 0.3, .last = length, .notation = TICK_CLOCK, .clock = clock});
}

static void frequencies(void **state)
{
    (void)state;
    for (double high = 100; high < 400e3; high *= 1.5) {
        check_sizes((struct axis){.last = high, .notation = TICK_HERTZ});
        check_sizes((struct axis){.first = high / 2, .last = high, .notation = TICK_HERTZ});
        check_sizes((struct axis){.first = -high, .last = high, .notation = TICK_HERTZ});
        check_sizes((struct axis){.last = high, .warp = mel, .notation = TICK_HERTZ});
        check_sizes((struct axis){.first = high / 3, .last = high, .warp = mel, .notation = TICK_HERTZ});
        for (double ratio = 1.5; ratio < 1e4; ratio *= 3.1)
            check_sizes((struct axis){.first = high / ratio, .last = high, .warp = log2, .notation = TICK_HERTZ});
    }
}

/* Zooms into less than a decade, and axes that end below 1 Hz; all labels in kHz. */
static void narrow_and_low_frequencies(void **state)
{
    (void)state;
    for (double low = 1.3e-4; low < 1e5; low *= 150)
        for (double ratio = 1.01; ratio < 3e4; ratio *= 1 + 2 * ratio) {
            check_sizes((struct axis){.first = low, .last = low * ratio, .warp = log2, .notation = TICK_HERTZ});
            check_sizes((struct axis){.first = low, .last = low * ratio, .warp = mel, .notation = TICK_KILOHERTZ});
        }
}

static void plain_numbers(void **state)
{
    (void)state;
    for (double span = 1e-6; span < 1e7; span *= 4.3)
        for (double first = -2 * span; first < span; first += 0.61 * span)
            check_sizes((struct axis){.first = first, .last = first + span});
}

/* The labels of an axis, joined by blanks. */
static const char *labels_of(struct axis axis, size_function *size)
{
    static char all[4096];
    double letter = 7;
    const size_t count = ticks_place(tick, ROOM, &axis, size, &letter, gap);
    *all = '\0';
    for (size_t i = 0; i < count; i++)
        if (*tick[i].label != '\0')
            strcat(strcat(all, *all == '\0' ? "" : " "), tick[i].label);
    return all;
}

static void look(void **state)
{
    (void)state;
    static const struct {
        struct axis axis;
        int vertical;
        const char *labels;
    } axes[] = {
        {{0, 1, 300, NULL, TICK_TIME, 0, 0, 0}, 0, "0 0.2 0.4 0.6 0.8 1.0"},
        {{0, 45, 300, NULL, TICK_TIME, 0, 0, 0}, 0, "0 10 20 30 40"},
        {{0, 60, 300, NULL, TICK_TIME, 0, 0, 0}, 0, "0:00 0:15 0:30 0:45 1:00"},
        {{100, 101, 600, NULL, TICK_TIME, 0, 0, 0}, 0, "1:40.0 1:40.2 1:40.4 1:40.6 1:40.8 1:41.0"},
        {{3600, 3660, 440, NULL, TICK_TIME, 0, 0, 0}, 0, "1:00:00 1:00:15 1:00:30 1:00:45 1:01:00"},
        {{0, 4000, 300, NULL, TICK_TIME, 0, 0, 0}, 0, "0:00 0:15 0:30 0:45 1:00"},
        {{-2, 2, 300, NULL, TICK_TIME, 0, 0, 0},
         0,
         "\xe2\x88\x92"
         "2 \xe2\x88\x92"
         "1 0 1 2"},
        {{0, 6, 800, NULL, TICK_CLOCK, 86397.25, 0, 0}, 0, "23:59:58 23:59:59 00:00:00 00:00:01 00:00:02 00:00:03"},
        {{0, 86400, 500, NULL, TICK_CLOCK, 47113.25, 0, 0}, 0, "18:00 00:00 06:00 12:00"},
        {{0, 400, 300, NULL, TICK_HERTZ, 0, 0, 0}, 1, "0 100 200 300 400"},
        {{1500, 0, 257, NULL, TICK_HERTZ, 0, 0, 0}, 1, "1.5k 1k 500 0"},
        {{0, 2e6, 300, NULL, TICK_HERTZ, 0, 0, 0}, 1, "0 500k 1M 1.5M 2M"},
        {{11025, 0, 400, mel, TICK_HERTZ, 0, 0, 0}, 1, "11k 5k 2k 1k 500 200 0"},
        {{24000, 30, 600, log2, TICK_HERTZ, 0, 0, 0}, 1, "24k 10k 5k 2k 1k 500 200 100 50 30"},
        {{24000, 30, 250, log2, TICK_HERTZ, 0, 0, 0}, 1, "24k 10k 5k 1k 500 100 30"},
        {{2000, 4000, 400, log2, TICK_HERTZ, 0, 0, 0}, 0, "2k 2.5k 3k 3.5k 4k"},
        {{-120, 0, 300, NULL, TICK_PLAIN, 0, 0, 0},
         1,
         "\xe2\x88\x92"
         "120 \xe2\x88\x92"
         "100 \xe2\x88\x92"
         "80 \xe2\x88\x92"
         "60 \xe2\x88\x92"
         "40 \xe2\x88\x92"
         "20 0"},
        {{0, 0.3, 200, NULL, TICK_PLAIN, 0, 0, 0}, 0, "0 0.1 0.2 0.3"},
    };
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
        assert_string_equal(labels_of(axes[i].axis, size_of[axes[i].vertical]), axes[i].labels);
}

/* A mark just behind the end of a time axis is shown at the end, as are the labels of a file that ends there. */
static void slack_at_the_ends(void **state)
{
    (void)state;
    double letter = 7;
    struct axis axis = {.first = 0.002, .last = 3.995, .pixels = 1200, .notation = TICK_TIME};
    for (int i = 0; i < 2; i++) {
        const size_t count = ticks_place(tick, ROOM, &axis, width_of, &letter, gap);
        assert_string_equal(tick[count - 1].label, i == 0 ? "" : "4.0");
        assert_string_equal(tick[0].label, i == 0 ? "" : "0");
        for (size_t k = 0; k < count; k++)
            assert_true(fabs(tick[k].pixel - axis_pixel(&axis, tick[k].value)) <= axis.slack + 1e-9 &&
                        tick[k].pixel > -0.5 && tick[k].pixel < axis.pixels - 0.5);
        axis.slack = 1.5; /* pixels; 4 s are 1.5 behind the last one, and its edge is half of one away */
    }
}

/* Ends that no picture has: at most one label, and no long loops. */
static void senseless_axes(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY, 0, -0.0, 1, -1, 1e-300, 1e300, -1e300, 1.7e308, 5e-324};
    enum { ODD = sizeof odd / sizeof *odd };
    static double (*const warps[])(double) = {NULL, log2, mel};
    for (size_t i = 0; i < ODD * ODD * ODD * 3 * 6; i++) {
        const struct axis axis = {.first = odd[i % ODD],
                                  .last = odd[i / ODD % ODD],
                                  .pixels = 1000,
                                  .warp = warps[i / ODD / ODD % 3],
                                  .notation = (enum tick_notation)(i / ODD / ODD / 3 % 6),
                                  .clock = odd[i / ODD / ODD / 18]};
        const double span = fabs(axis.first - axis.last);
        const size_t labels = check_axis(&axis, width_of, 7);
        if (!isfinite(span) || span < 1e-200 || axis.warp == NULL)
            assert_true(labels <= 1 || (span >= 0.1 && span < 10));
    }
    for (size_t i = 0; i < ODD; i++) {
        const struct axis axis = {.last = 1, .pixels = odd[i]};
        assert_in_range(check_axis(&axis, width_of, 7), 0, 1);
    }
}

/* Random bits as ends and clock; the promises are the same. */
static void random_axes(void **state)
{
    (void)state;
    srand48(1);
    for (int i = 0; i < 20000; i++) {
        double ends[3];
        for (size_t k = 0; k < 3; k++) {
            const uint64_t bits = (uint64_t)mrand48() << 32 ^ (uint64_t)mrand48();
            memcpy(ends + k, &bits, sizeof bits);
            if (i % 2 == 0)
                ends[k] = ldexp(drand48() - 0.5, (int)(drand48() * 80) - 40);
        }
        if (i % 5 == 0)
            ends[1] = ends[0] * (1 + ldexp(1, -(int)(drand48() * 52)));
        const struct axis axis = {ends[0],
                                  ends[1],
                                  1 + drand48() * 3000,
                                  i % 3 == 0   ? mel
                                  : i % 3 == 1 ? log2
                                               : NULL,
                                  (enum tick_notation)(lrand48() % 6),
                                  fmod(ends[2], 86400),
                                  440,
                                  0};
        check_axis(&axis, size_of[i % 2], 7);
    }
}

static void little_room(void **state)
{
    (void)state;
    double letter = 7;
    const struct axis axis = {.last = 10, .pixels = 1000, .notation = TICK_TIME};
    for (size_t room = 0; room < 40; room++) {
        memset(tick + room, 0x55, sizeof *tick);
        assert_true(ticks_place(tick, room, &axis, width_of, &letter, gap) <= room);
        assert_int_equal(tick[room].label[0], 0x55);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times),
        cmocka_unit_test(clock_times),
        cmocka_unit_test(frequencies),
        cmocka_unit_test(narrow_and_low_frequencies),
        cmocka_unit_test(plain_numbers),
        cmocka_unit_test(look),
        cmocka_unit_test(senseless_axes),
        cmocka_unit_test(random_axes),
        cmocka_unit_test(slack_at_the_ends),
        cmocka_unit_test(little_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
