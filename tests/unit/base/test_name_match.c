/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in other spellings are found, misspelt ones suggested, and nothing is suggested for texts that are far from all. */
#include "check.h"

#define ROWS(of) (sizeof(of) / sizeof *(of))

#include "base/name_match.h"
#include "base/names.h"

#include <stdint.h>
#include <string.h>

static NAMES(window, "rect", "hann", "hamming", "blackman", "kaiser", "mel-slaney", "grey_r", "mean", "median")

    static const char *found(const char *text)
{
    return window(name_find(window, text, strlen(text)));
}

static void spellings_and_aliases_are_found(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"hann", "hann"},
                                           {"Hann", "hann"},
                                           {"HAM-MING", "hamming"},
                                           {"hanning", "hann"},
                                           {"Mel_Slaney", "mel-slaney"},
                                           {"melslaney", "mel-slaney"},
                                           {"gray_r", "grey_r"},
                                           {"grey-r", "grey_r"},
                                           {"boxcar", "rect"},
                                           {"average", "mean"}};
    for (size_t i = 0; i < ROWS(cases); i++)
        assert_string_equal(found(cases[i][0]), cases[i][1]);
    static const char *const none[] = {"", "-", "han", "hannn", "psd", "centre", "gray"};
    for (size_t i = 0; i < ROWS(none); i++)
        assert_null(found(none[i]));
    assert_null(window(name_find(window, "hann:8", 6)));
    assert_string_equal(window(name_find(window, "hann:8", 4)), "hann");
}

static const char *suggested(const char *text)
{
    return name_suggest(window, text, strlen(text));
}

static void the_nearest_name_is_suggested(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"haning", "hann"},    {"hamm", "hamming"},         {"hmaming", "hamming"},
                                           {"kais", "kaiser"},    {"blakman", "blackman"},     {"meen", "mean"},
                                           {"mediann", "median"}, {"me-slaney", "mel-slaney"}, {"kiaser", "kaiser"}};
    for (size_t i = 0; i < ROWS(cases); i++) {
        const char *name = suggested(cases[i][0]);
        if (name == NULL || strcmp(name, cases[i][1]) != 0)
            fail_msg("'%s': %s", cases[i][0], name != NULL ? name : "nothing");
    }
    assert_string_equal(suggested("han"), "hann");
    assert_string_equal(suggested("mea"), "mean");
    static const char *const none[] = {
        "", "x", "ha", "welch", "log", "mel-bark", "a long text that is no name of anything whatever"};
    for (size_t i = 0; i < ROWS(none); i++)
        assert_null(suggested(none[i]));
}

/* A linear congruential generator (Numerical Recipes, ranqd1). */
static unsigned next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

/* Random edits of names are suggested or matched, or several names are as near; a text never crashes the search. */
static void edited_names_are_suggested(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 5000; round++) {
        char text[32];
        const char *name = window((size_t)next_random(&seed) % 9);
        size_t length = strlen(name), at = (size_t)next_random(&seed) % length;
        strcpy(text, name);
        if (next_random(&seed) % 2 == 0)
            memmove(text + at, text + at + 1, length - at);
        else
            text[at] = (char)('a' + next_random(&seed) % 26);
        size_t left = strlen(text);
        if (found(text) != NULL || left < 3)
            continue;
        size_t distance = name_distance(name, text, left);
        if (distance > 1)
            fail_msg("'%s' is %zu from %s", text, distance, name);
    }
    char all[256];
    memset(all, 'h', sizeof all);
    assert_int_equal(name_distance("hann", all, sizeof all), name_far);
}

static void unknown_names_get_a_sentence(void **state)
{
    (void)state;
    assert_string_equal(name_unknown("window", window, "haning", 6), "unknown window 'haning' (did you mean hann?)");
    assert_string_equal(
        name_unknown("window", window, "welch", 5),
        "unknown window 'welch'; choose from rect, hann, hamming, blackman, kaiser, mel-slaney, grey_r, "
        "mean and median");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_and_aliases_are_found),
        cmocka_unit_test(the_nearest_name_is_suggested),
        cmocka_unit_test(edited_names_are_suggested),
        cmocka_unit_test(unknown_names_get_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
