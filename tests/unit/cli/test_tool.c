/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program starts with its operands, and the command line is kept as it was given. */
#include "cli/tool.h"
#include "check.h"

#include "captured.h"

#include <sys/wait.h>

static struct {
    long hop;
} opt = {.hop = 256};

static const struct option_row options[] = {
    OPTION_COUNT('p', "hop", "SAMPLES", &opt.hop, 1, 1000, "distance between frame starts"), OPTION_END};

static const char *set_preset(void)
{
    opt.hop = 64;
    return NULL;
}

static const struct tool tool = {
    .name = "spec-test", .synopsis = "[OPTION]... [FILE]", .summary = "Tests.", .options = options, .most_operands = 2};

static void test_operands_and_command(void **state)
{
    (void)state;
    char *argv[] = {"/usr/bin/spec-other", "a.wav", "--hop", "10", "b.wav", NULL};
    char **operands = tool_start(&tool, 5, argv);
    assert_string_equal(operands[0], "a.wav");
    assert_string_equal(operands[1], "b.wav");
    assert_null(operands[2]);
    assert_int_equal(opt.hop, 10);
    assert_string_equal(tool_command(), "spec-other a.wav --hop 10 b.wav"); /* before getopt moved the operands */
}

static void test_options_override_what_prepare_set(void **state)
{
    (void)state;
    char *with[] = {"spec-test", "-p", "10", NULL}, *without[] = {"spec-test", NULL};
    struct tool prepared = tool;
    prepared.prepare = set_preset;
    tool_start(&prepared, 3, with);
    assert_int_equal(opt.hop, 10);
    assert_true(option_given(&opt.hop));
    tool_start(&prepared, 1, without);
    assert_int_equal(opt.hop, 64);
    assert_false(option_given(&opt.hop));
}

static void check_usage_error(int argc, char **argv, const char *want)
{
    struct captured captured;
    int status = 0;
    capture_begin(&captured);
    pid_t child = fork();
    if (child == 0) {
        tool_start(&tool, argc, argv);
        _exit(0);
    }
    waitpid(child, &status, 0);
    assert_non_null(strstr(capture_end(&captured), want));
    assert_int_equal(WEXITSTATUS(status), EXIT_USAGE_ERROR);
}

static void test_usage_errors(void **state)
{
    (void)state;
    check_usage_error(4, (char *[]){"spec-test", "a", "b", "c", NULL}, "'c'");
    check_usage_error(3, (char *[]){"spec-test", "--hop", "0", NULL}, "--hop");
    check_usage_error(2, (char *[]){"spec-test", "--hip", NULL}, "spec-test --help");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_operands_and_command),
                                       cmocka_unit_test(test_options_override_what_prepare_set),
                                       cmocka_unit_test(test_usage_errors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
