/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns on an axis that is not linear are named by their frequencies: all differ, rise and are near enough. */
#include "spectra/column_names.h"
#include "signal/transform/scale.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 200 };

/* Columns from `low` to `high` Hz, evenly on that scale. */
static struct header on_scale(const struct scale *scale, double low, double high)
{
    double first = scale->from_hertz(low), last = scale->from_hertz(high);
    struct header header = {
        .kind = "power", .width = WIDTH, .channels = 1, .first = first, .step = (last - first) / (WIDTH - 1)};
    snprintf(header.axis, sizeof header.axis, "%s", scale->unit);
    return header;
}

static double hertz_at(const struct scale *scale, const struct header *header, size_t column)
{
    return scale->to_hertz(header->first + (double)column * header->step);
}

static void check_names(const struct scale *scale, double low, double high)
{
    struct header header = on_scale(scale, low, high);
    const char *const *names = column_names_create(&header);
    assert_non_null(names);
    for (size_t i = 0; i < WIDTH; i++) {
        double hertz = hertz_at(scale, &header, i), named = strtod(names[i], NULL);
        CHECK_NEAR(named, hertz, fmax(1e-6 * hertz, 1e-9)); /* as column_names.h promises */
        if (i > 0)
            assert_true(named > strtod(names[i - 1], NULL));
    }
    column_names_destroy(names);
}

static void test_names_rise_on_every_scale(void **state)
{
    (void)state;
    for (size_t i = 0; scale_name(i) != NULL; i++) {
        const struct scale *scale = scale_find(scale_name(i));
        if (strcmp(scale->unit, "hz") == 0)
            continue;
        check_names(scale, scale->lowest, 20000);
        check_names(scale, 1000, 1000.01); /* neighbours closer than 10^-6 of their frequency */
    }
}

static void test_names_are_short(void **state)
{
    (void)state;
    const struct scale *pitch = scale_find("pitch");
    struct header header = {.kind = "level", .axis = "pitch", .width = 3, .channels = 1, .first = -12, .step = 12};
    const char *const *names = column_names_create(&header);
    assert_non_null(pitch);
    assert_string_equal(names[0], "220");
    assert_string_equal(names[1], "440");
    assert_string_equal(names[2], "880");
    column_names_destroy(names);
}

static void test_zero_has_no_sign(void **state)
{
    (void)state;
    struct header header = {.kind = "power", .axis = "mel", .width = 2, .channels = 1, .first = -1e-14, .step = 100};
    const char *const *names = column_names_create(&header);
    assert_string_equal(names[0], "0");
    column_names_destroy(names);
}

static void test_complex_numbers_have_two_names(void **state)
{
    (void)state;
    struct header header = {.kind = "complex", .axis = "pitch", .width = 4, .channels = 1, .step = 12};
    const char *const *names = column_names_create(&header);
    assert_string_equal(names[0], "re_440");
    assert_string_equal(names[1], "im_440");
    assert_string_equal(names[2], "re_880");
    assert_string_equal(names[3], "im_880");
    column_names_destroy(names);
}

static void test_what_has_no_names(void **state)
{
    (void)state;
    static const char *const other_kinds[] = {"samples", "mel", "cepstrum", "features"};
    struct header header = on_scale(scale_find("mel"), 0, 4000);
    for (size_t i = 0; i < sizeof other_kinds / sizeof *other_kinds; i++) {
        snprintf(header.kind, sizeof header.kind, "%s", other_kinds[i]);
        assert_null(column_names_create(&header));
    }
    header = on_scale(scale_find("mel"), 0, 4000);
    strcpy(header.axis, "hz");
    assert_null(column_names_create(&header));
    strcpy(header.axis, "index");
    assert_null(column_names_create(&header));
    header = on_scale(scale_find("mel"), 1000, 1000);
    assert_null(column_names_create(&header)); /* all at the same frequency */
    header = on_scale(scale_find("pitch"), 440, 880);
    header.step = 1e6;
    assert_null(column_names_create(&header)); /* an infinite frequency */
    column_names_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names_rise_on_every_scale),
                                       cmocka_unit_test(test_names_are_short), cmocka_unit_test(test_zero_has_no_sign),
                                       cmocka_unit_test(test_complex_numbers_have_two_names),
                                       cmocka_unit_test(test_what_has_no_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
