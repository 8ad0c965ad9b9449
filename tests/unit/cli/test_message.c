/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A message is one visible line with the program's name in front, and --quiet and --verbose choose which are said. */
#include "cli/message.h"
#include "check.h"

#include "captured.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static void say_one_of_each(void)
{
    complain("bad %d", 1);
    warn("odd %d", 2);
    note("done %d", 3);
    report("sum %d", 4);
}

static void check_said(bool quiet, bool verbose, const char *want)
{
    struct captured captured;
    message_level(quiet, verbose);
    capture_begin(&captured);
    say_one_of_each();
    const char *got = capture_end(&captured);
    message_level(false, false);
    assert_string_equal(got, want);
}

static void test_levels(void **state)
{
    (void)state;
    message_start("spec-test");
    check_said(false, false, "spec-test: bad 1\nspec-test: warning: odd 2\n"); /* a pipe is no terminal to report to */
    check_said(false, true, "spec-test: bad 1\nspec-test: warning: odd 2\nspec-test: done 3\nspec-test: sum 4\n");
    check_said(true, false, "spec-test: bad 1\n");
    check_said(true, true, "spec-test: bad 1\n");
}

static void test_control_characters_are_visible(void **state)
{
    (void)state;
    static const struct {
        const char *given, *shown;
    } cases[] = {{"a\nb", "a\\nb"},       {"a\tb", "a\\tb"},        {"\x1b[2J", "\\x1b[2J"},          {"\x7f", "\\x7f"},
                 {"\xc2\x9bK", "\\x9bK"}, {"\xc3\xa4", "\xc3\xa4"}, {"\xe2\x82\xac", "\xe2\x82\xac"}, {"\xc2", "\xc2"}};
    message_start("spec-test");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct captured captured;
        char want[64];
        capture_begin(&captured);
        complain("%s", cases[i].given);
        snprintf(want, sizeof want, "spec-test: %s\n", cases[i].shown);
        assert_string_equal(capture_end(&captured), want);
    }
}

static void test_die_says_why_and_ends(void **state)
{
    (void)state;
    struct captured captured;
    int status = 0;
    message_start("spec-test");
    capture_begin(&captured);
    pid_t child = fork();
    if (child == 0)
        die(EXIT_BAD_DATA, "%s: torn", "a.wav");
    waitpid(child, &status, 0);
    assert_string_equal(capture_end(&captured), "spec-test: a.wav: torn\n");
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_BAD_DATA);
}

/* The progress line is overwritten with blanks before the message, in the same write, and only once. */
static void test_a_message_erases_the_progress_line(void **state)
{
    (void)state;
    struct captured captured;
    message_start("spec-test");
    capture_begin(&captured);
    message_line("\r42%", 4);
    complain("first");
    complain("second");
    message_wipe();
    const char *got = capture_end(&captured), *first = strstr(got, "spec-test: first\n");
    assert_memory_equal(got, "\r42%\r ", 6);
    assert_non_null(first);
    assert_true(first[-1] == '\r');
    assert_string_equal(first, "spec-test: first\nspec-test: second\n");
}

static void test_wipe_erases_it_too(void **state)
{
    (void)state;
    struct captured captured;
    capture_begin(&captured);
    message_wipe();
    message_line("\r42%", 4);
    message_wipe();
    message_wipe();
    const char *got = capture_end(&captured);
    assert_memory_equal(got, "\r42%\r ", 6);
    assert_ptr_equal(strrchr(got, '\r'), got + strlen(got) - 1);
    assert_int_equal(strspn(got + 5, " "), strlen(got) - 6);
}

/* It says so without memory, and cuts what is too long for it. */
static void test_messages_have_a_longest_length(void **state)
{
    (void)state;
    static char name[20000];
    struct captured captured;
    memset(name, 'x', sizeof name - 1);
    message_start("spec-test");
    capture_begin(&captured);
    message_out_of_memory();
    complain("%s", name);
    const char *got = capture_end(&captured), *cut = strstr(got, "...\n");
    assert_ptr_equal(strstr(got, "spec-test: out of memory\nspec-test: xxx"), got);
    assert_non_null(cut);
    assert_int_equal(cut[4], '\0');
    assert_true(strlen(got) > 8000);
}

struct received {
    size_t count;
    enum message_kind kind[4];
    char text[4][64];
};

static void receive(void *to, enum message_kind kind, const char *text)
{
    struct received *received = to;
    received->kind[received->count] = kind;
    snprintf(received->text[received->count++], sizeof *received->text, "%s", text);
}

static void test_messages_are_diverted(void **state)
{
    (void)state;
    struct captured captured;
    struct received received = {0};
    capture_begin(&captured);
    message_start("spec-test");
    message_level(false, false);
    message_divert(receive, &received);
    warn("one %d", 1);
    note("not verbose");
    int status = fail_with(EXIT_BAD_DATA, "two\n");
    message_divert(NULL, NULL);
    message_write(received.kind[0], received.text[0]);
    message_write(received.kind[1], received.text[1]);
    assert_string_equal(capture_end(&captured), "spec-test: warning: one 1\nspec-test: two\\n\n");
    assert_int_equal(received.count, 2);
    assert_int_equal(status, EXIT_BAD_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_levels),
                                       cmocka_unit_test(test_messages_are_diverted),
                                       cmocka_unit_test(test_messages_have_a_longest_length),
                                       cmocka_unit_test(test_control_characters_are_visible),
                                       cmocka_unit_test(test_die_says_why_and_ends),
                                       cmocka_unit_test(test_a_message_erases_the_progress_line),
                                       cmocka_unit_test(test_wipe_erases_it_too)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
