/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "spectra/feature_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct header features(long width)
{
    return (struct header){
        .kind = "features", .axis = "index", .step = 1, .rate = {10, 1}, .width = width, .channels = 1};
}

static void check_line(const struct header *header, const char *line)
{
    char text[HEADER_BYTES] = "";
    assert_true(header_find(header, "columns", text, sizeof text));
    assert_string_equal(text, line);
}

/* Lines are as short as the names allow, and are read as the same names and units. */
static void lines_are_read_as_written(void **state)
{
    (void)state;
    struct feature_column column[40] = {{.name = "c0"}};
    size_t count = 0;
    for (int i = 0; i < 13; i++)
        snprintf(column[count++].name, FEATURE_NAME_ROOM, "c%d", i);
    column[count++] = (struct feature_column){.name = "e"};
    column[count++] = (struct feature_column){.name = "centroid", .unit = "Hz"};
    for (size_t i = 0; i < PITCH_CLASSES; i++) {
        snprintf(column[count].name, FEATURE_NAME_ROOM, "%s", pitch_class_column(i));
        snprintf(column[count++].unit, sizeof column->unit, "0..1");
    }
    column[count++] = (struct feature_column){.name = "c7"};
    column[count++] = (struct feature_column){.name = "c9"};
    column[count++] = (struct feature_column){.name = "c10", .unit = "dB"};
    column[count++] = (struct feature_column){.name = "chroma_C"};
    struct header header = features((long)count);
    assert_null(feature_columns_note(&header, column, count));
    check_line(&header, "c0..c12 e centroid:Hz chroma:0..1 c7 c9 c10:dB chroma_C");
    struct feature_column *read = feature_columns_read(&header);
    assert_non_null(read);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(read[i].name, column[i].name);
        assert_string_equal(read[i].unit, column[i].unit);
        assert_int_equal(read[i].pitch_class, i >= 15 && i < 27 ? (int)i - 15 : i == count - 1 ? 0 : -1);
    }
    free(read);
}

static void other_lines_are_not_read(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        long width;
    } cases[] = {{"a b", 3},     {"a b c", 2},
                 {"c1..c4", 3},  {"c1..c4000000", 4},
                 {"c9..c1", 1},  {"a..b", 2},
                 {"c1..d3", 3},  {"chroma", 11},
                 {"chroma", 13}, {":Hz", 1},
                 {"..", 1},      {"", 1},
                 {"1..2", 2},    {"a_name_that_is_longer_than_any_name_of_a_column_is", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header header = features(cases[i].width);
        header_note(&header, "columns", cases[i].line);
        assert_null(feature_columns_read(&header));
    }
    struct header none = features(2), cepstra = features(2);
    assert_null(feature_columns_read(&none));
    header_note(&cepstra, "columns", "a b");
    snprintf(cepstra.kind, sizeof cepstra.kind, "cepstrum");
    assert_null(feature_columns_read(&cepstra));
}

/* Too many columns, and names that are no words, have no line. */
static void what_does_not_fit_is_not_written(void **state)
{
    (void)state;
    static struct feature_column column[60];
    for (size_t i = 0; i < 60; i++)
        snprintf(column[i].name, FEATURE_NAME_ROOM, "name_%zu_of_many", i);
    struct header header = features(60);
    char text[HEADER_BYTES];
    assert_non_null(feature_columns_note(&header, column, 60));
    static const char *const names[] = {"", "two words", "a:b"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(column[0].name, FEATURE_NAME_ROOM, "%s", names[i]);
        assert_non_null(feature_columns_note(&header, column, 1));
    }
    assert_false(header_find(&header, "columns", text, sizeof text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_as_written),
        cmocka_unit_test(other_lines_are_not_read),
        cmocka_unit_test(what_does_not_fit_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
