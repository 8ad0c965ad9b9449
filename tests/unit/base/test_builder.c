/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text built of pieces is their concatenation, whatever their number and length. */
#include "base/builder.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void pieces_follow_each_other(void **state)
{
    (void)state;
    struct builder builder = {0};
    builder_add(&builder, "%s %d", "hop", 256);
    builder_add_text(&builder, ", ");
    builder_add_bytes(&builder, "windows", 6);
    builder_add(&builder, "%s", "");
    assert_string_equal(builder.text, "hop 256, window");
    assert_int_equal(builder.length, strlen(builder.text));
    free(builder.text);
}

static void any_length_fits(void **state)
{
    (void)state;
    struct builder builder = {0};
    for (size_t i = 0; i < 10000; i++) {
        builder_add(&builder, "%04zu", i);
        assert_int_equal(builder.length, 4 * i + 4);
    }
    for (size_t i = 0; i < 10000; i++) {
        char digits[8];
        snprintf(digits, sizeof digits, "%04zu", i);
        assert_memory_equal(builder.text + 4 * i, digits, 4);
    }
    char *copy = builder_text("<%s>", builder.text);
    assert_int_equal(strlen(copy), 40002);
    free(copy);
    free(builder.text);
}

static void nothing_is_an_empty_text(void **state)
{
    (void)state;
    char *text = builder_text("%s", "");
    assert_string_equal(text, "");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pieces_follow_each_other), cmocka_unit_test(any_length_fits),
                                       cmocka_unit_test(nothing_is_an_empty_text)};
    return cmocka_run_group_tests_name("builder", tests, NULL, NULL);
}
