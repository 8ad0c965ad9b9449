/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The axis is found again in the names of its columns, on every scale. */
#include "check.h"
#include "signal/transform/scale.h"
#include "spectra/column_axis.h"
#include "spectra/column_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 200 };

static double decimals_half(const char *name)
{
    const char *point = strchr(name, '.');
    return 0.5 * pow(10, point != NULL ? -(double)strlen(point + 1) : 0);
}

static void named_columns(void **state)
{
    (void)state;
    for (size_t i = 1; scale_name(i) != NULL; i++) { /* 0 is linear, whose columns have no such names */
        const struct scale *scale = scale_find(scale_name(i));
        double low = scale->from_hertz(80), high = scale->from_hertz(7000), hertz[WIDTH], half[WIDTH];
        struct header header = {
            .kind = "power", .width = WIDTH, .channels = 1, .first = low, .step = (high - low) / (WIDTH - 1)};
        snprintf(header.axis, sizeof header.axis, "%s", scale->unit);
        const char *const *names = column_names_create(&header);
        assert_non_null(names);
        for (size_t k = 0; k < WIDTH; k++) {
            hertz[k] = strtod(names[k], NULL);
            half[k] = decimals_half(names[k]);
        }
        struct header found = {.kind = "power", .width = WIDTH, .channels = 1, .axis = "index", .step = 1};
        assert_true(column_axis_find(&found, hertz, half));
        /* semitones are even where octaves are, which come first */
        assert_string_equal(found.axis, strcmp(scale->unit, "pitch") == 0 ? "octave" : scale->unit);
        const struct scale *as = scale_find(found.axis);
        CHECK_NEAR(as->to_hertz(found.first), 80, 1e-4);
        CHECK_NEAR(as->to_hertz(found.first + (WIDTH - 1) * found.step), 7000, 1e-2); /* within 1e-6 of itself */
        column_names_destroy(names);
    }
}

static void linear_columns(void **state)
{
    (void)state;
    const double hertz[] = {0, NAN, 15.625, NAN, 31.25, NAN}, half[6] = {0};
    struct header header = {.kind = "complex", .width = 6, .channels = 1, .axis = "index", .step = 1};
    assert_true(column_axis_find(&header, hertz, half));
    assert_string_equal(header.axis, "hz");
    assert_true(header.first == 0 && header.step == 15.625);
}

static void no_axis(void **state)
{
    (void)state;
    static const double uneven[] = {0, 1, 2, 7, 8}, falling[] = {5, 4, 3, 2, 1}, unknown[] = {NAN, 1, 2, 3, 4},
                        half[5] = {0};
    const double *const all[] = {uneven, falling, unknown};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct header header = {.kind = "power", .width = 5, .channels = 1, .axis = "index", .step = 1};
        assert_false(column_axis_find(&header, all[i], half));
        assert_string_equal(header.axis, "index");
        header.width = 1;
        assert_false(column_axis_find(&header, all[i], half));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(named_columns), cmocka_unit_test(linear_columns),
                                       cmocka_unit_test(no_axis)};
    return cmocka_run_group_tests_name("column_axis", tests, NULL, NULL);
}
