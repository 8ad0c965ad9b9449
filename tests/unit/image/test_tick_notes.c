/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/ticks.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 4096 };

static struct tick tick[ROOM];

static double width_of(void *user, const char *label)
{
    return *(const double *)user * (double)strlen(label);
}

static double height_of(void *user, const char *label)
{
    (void)label;
    return 1.6 * *(const double *)user;
}

/* The frequency of a note such as C4, F#4 or C-1 (with a true minus sign), where A4 is `tuning`. */
static double note_hertz(const char *name, double tuning)
{
    static const char letters[] = "C D EF G A B";
    double note = (double)(strchr(letters, *name) - letters);
    if (*++name == '#') {
        note++;
        name++;
    }
    const int sign = strncmp(name, "\xe2\x88\x92", 3) == 0 ? -1 : 1;
    return tuning * exp2(sign * strtod(name + (sign < 0 ? 3 : 0), NULL) - 4 + (note - 9) / 12);
}

/* Checks every promise on one axis; returns the number of labels. */
static size_t check_axis(const struct axis *axis, double (*size)(void *user, const char *label), double letter)
{
    const double gap = 4;
    const size_t count = ticks_place(tick, ROOM, axis, size, &letter, gap);
    const struct tick *before = NULL;
    size_t labels = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(tick[i].pixel > -0.5 && tick[i].pixel < axis->pixels - 0.5);
        CHECK_NEAR(tick[i].pixel, axis_pixel(axis, tick[i].value), 1e-9);
        if (i > 0)
            assert_true(tick[i].pixel - tick[i - 1].pixel >= 5);
        if (*tick[i].label == '\0')
            continue;
        CHECK_NEAR(tick[i].value / note_hertz(tick[i].label, axis->tuning), 1, 1e-12); /* a few roundings of exp2 */
        if (before != NULL)
            assert_true(tick[i].pixel - before->pixel >=
                        (size(&letter, tick[i].label) + size(&letter, before->label)) / 2 + gap);
        before = tick + i;
        labels++;
    }
    assert_int_equal(labels, ticks_labelled(tick, count));
    return labels;
}

static void random_axes(void **state)
{
    (void)state;
    srand48(3);
    for (int i = 0; i < 3000; i++) {
        const double low = 8 * exp2(10 * drand48()), octaves = 0.01 + 9 * drand48() * drand48();
        struct axis axis = {.first = low,
                            .last = low * exp2(octaves),
                            .pixels = 30 + floor(2000 * drand48() * drand48()),
                            .warp = log2,
                            .notation = TICK_NOTE,
                            .tuning = 415 + 50 * drand48()};
        if (i % 2 == 0) {
            const double first = axis.first;
            axis.first = axis.last;
            axis.last = first;
        }
        const bool horizontal = i % 3 == 0;
        const double letter = i % 7 == 0 ? 14 : 7;
        const size_t labels = check_axis(&axis, horizontal ? width_of : height_of, letter);
        if (axis.pixels > (horizontal ? 40 : 15) * letter && octaves > 2) /* two labels of any note, an octave apart */
            assert_in_range(labels, 2, 2 + (size_t)(axis.pixels / (1.6 * letter)));
    }
}

static const char *labels_of(double first, double last, double pixels)
{
    static char all[1024];
    double letter = 8;
    const struct axis axis = {
        .first = first, .last = last, .pixels = pixels, .warp = log2, .notation = TICK_NOTE, .tuning = 440};
    const size_t count = ticks_place(tick, ROOM, &axis, height_of, &letter, 2);
    *all = '\0';
    for (size_t i = 0; i < count; i++)
        if (*tick[i].label != '\0')
            strcat(strcat(all, *all == '\0' ? "" : " "), tick[i].label);
    return all;
}

static void look(void **state)
{
    (void)state;
    assert_string_equal(labels_of(27.5, 14080, 513), "C1 C2 C3 C4 C5 C6 C7 C8 C9");
    assert_string_equal(labels_of(55, 880, 513), "C2 E2 G2 C3 E3 G3 C4 E4 G4 C5 E5 G5");
    assert_string_equal(labels_of(880, 110, 257), "G5 C5 G4 C4 G3 C3");
    assert_string_equal(labels_of(261.7, 523.2, 400), "C4 C#4 D4 D#4 E4 F4 F#4 G4 G#4 A4 A#4 B4 C5");
    assert_string_equal(labels_of(8.1757989, 16.4, 60), "C\xe2\x88\x92"
                                                        "1 C0");
    assert_string_equal(labels_of(8.1757989, 20000, 120), "C0 C3 C6 C9");
    assert_string_equal(labels_of(441, 460, 400), ""); /* between two notes */
}

static void senseless_axes(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, 0, -1, 1, 1e-300, 1e300};
    enum { ODD = sizeof odd / sizeof *odd };
    for (size_t i = 0; i < ODD * ODD * ODD; i++) {
        const struct axis axis = {.first = odd[i % ODD],
                                  .last = odd[i / ODD % ODD],
                                  .pixels = 1000,
                                  .warp = i % 2 == 0 ? log2 : NULL,
                                  .notation = TICK_NOTE,
                                  .tuning = odd[i / ODD / ODD]};
        check_axis(&axis, width_of, 7);
    }
}

static void little_room(void **state)
{
    (void)state;
    double letter = 7;
    const struct axis axis = {
        .first = 55, .last = 880, .pixels = 1000, .warp = log2, .notation = TICK_NOTE, .tuning = 440};
    for (size_t room = 0; room < 60; room++) {
        memset(tick + room, 0x55, sizeof *tick);
        assert_true(ticks_place(tick, room, &axis, width_of, &letter, 4) <= room);
        assert_int_equal(tick[room].label[0], 0x55);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_axes),
        cmocka_unit_test(look),
        cmocka_unit_test(senseless_axes),
        cmocka_unit_test(little_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
