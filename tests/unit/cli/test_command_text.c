/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The history of an output does not tell how many were made with it, nor by how many processes. */
#include "cli/command_text.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    bool quiet, verbose, raw;
    long jobs, hop;
    enum when progress;
    const char *folder, *list;
} opt;

static const struct option_row options[] = {OPTION_SECTION("All"),
                                            OPTION_FLAG('q', "quiet", &opt.quiet, "no warnings"),
                                            OPTION_FLAG('v', "verbose", &opt.verbose, "notes"),
                                            OPTION_FLAG(0, "raw", &opt.raw, "no header"),
                                            OPTION_COUNT('j', "jobs", "NUMBER", &opt.jobs, 1, 9, "processes"),
                                            OPTION_COUNT('p', "hop", "NUMBER", &opt.hop, 1, 1000, "hop"),
                                            OPTION_TEXT('O', "out-dir", "DIR", &opt.folder, "outputs"),
                                            OPTION_TEXT(0, "files-from", "FILE", &opt.list, "names"),
                                            OPTION_WHEN(0, "progress", &opt.progress, "progress"),
                                            OPTION_END};

static void check(const char *line, const char *operand, const char *want)
{
    const struct option_row *const tables[] = {options, NULL};
    char copy[256], *argv[32];
    int argc = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    char *text = command_text(tables, argc, argv, operand);
    assert_string_equal(text, want);
    free(text);
}

static void test_words_stay_in_their_order(void **state)
{
    (void)state;
    check("/usr/bin/spec-x a --hop 10 b -", NULL, "spec-x a --hop 10 b -");
    check("spec-x -p10 a --raw -- -b", NULL, "spec-x -p10 a --raw -- -b");
    check("spec-x", NULL, "spec-x");
}

static void test_options_that_change_no_byte_are_left_out(void **state)
{
    (void)state;
    check("x -q -j 4 --jobs 4 --jobs=4 -j4 a", NULL, "x a");
    check("x --job 4 --quie --out-d dir -Odir --files-from list --progress=never --progress a", NULL, "x a");
    check("x -qp10 -vqj 3 -qvp 10 -qOfolder a", NULL, "x -p10 -p 10 a");
    check("x -p 10 -q -- -q", NULL, "x -p 10 -- -q");
    check("x --files-from -j --hop -q", NULL, "x --hop -q"); /* arguments that look like options */
}

static void test_one_operand_takes_the_place_of_all(void **state)
{
    (void)state;
    check("x a --hop 10 b c", "b", "x b --hop 10");
    check("x --hop 10 folder -j 2", "folder/a.wav", "x --hop 10 folder/a.wav");
    check("x -O out --files-from list --raw", "a.wav", "x --raw a.wav");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_stay_in_their_order),
        cmocka_unit_test(test_options_that_change_no_byte_are_left_out),
        cmocka_unit_test(test_one_operand_takes_the_place_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
