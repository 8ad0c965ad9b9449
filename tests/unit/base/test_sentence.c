/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of names in a sentence.
 */
#include "check.h"

#include "base/sentence.h"

#include <string.h>

static size_t names_used;

static const char *name_at(size_t i)
{
    static const char *const names[] = {"rect", "hann", "kaiser"};
    return i < names_used ? names[i] : NULL;
}

/* 100 names of 20 characters, more than a sentence can hold */
static const char *many_names(size_t i)
{
    return i < 100 ? "aaaaaaaaaaaaaaaaaaaa" : NULL;
}

static void names_are_joined_by_commas_and_an_and(void **state)
{
    (void)state;
    static const char *const lists[] = {"", "rect", "rect and hann", "rect, hann and kaiser"};
    for (names_used = 0; names_used < 4; names_used++)
        assert_string_equal(sentence_names(name_at), lists[names_used]);
}

static void long_lists_are_cut(void **state)
{
    (void)state;
    const char *list = sentence_names(many_names);
    assert_int_equal(strlen(list), 1023);
    assert_int_equal(strspn(list, "a, "), 1023);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_joined_by_commas_and_an_and),
        cmocka_unit_test(long_lists_are_cut),
    };
    return cmocka_run_group_tests_name("sentence", tests, NULL, NULL);
}
