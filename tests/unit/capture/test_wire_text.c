/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text: a row of numbers per line. */
#include "wire_run.h"

static struct run *run_text(struct wire_setting setting, const char *text, const struct gap *gap, size_t gaps)
{
    strcpy(setting.format, "text");
    struct wire_setting s = settled(setting);
    return run_all(&s, (const unsigned char *)text, strlen(text), gap, gaps);
}

static const struct {
    const char *text;
    long channels, bits;
    float want[4];
    size_t count, damaged;
} lines[] = {
    {"1\n-2.5\r\n+3e2\n", 1, 0, {1, -2.5F, 300}, 3, 0},
    {"1 2\n3\t4\n", 2, 0, {1, 2, 3, 4}, 4, 0},
    {" 1, 2 \n3;4;\n", 2, 0, {1, 2, 3, 4}, 4, 0},
    {"# x, y\n1\n\n  \r\n 2\n", 1, 0, {1, 2}, 2, 0},
    {"1\n2", 1, 0, {1, 2}, 2, 0}, /* the end of a file ends the line */
    {"1,,2\n,1,2\n3 4 5\n6\n1,2\n", 2, 0, {1, 2}, 2, 4},
    {"nan\ninf\n0x10\n1e999\n1.2.3\n1a\n--1\n7\n", 1, 0, {7}, 1, 7},
    {"0\n1023\n1024\n-1\n3.5\n", 1, 10, {-1, 1023.F / 512 - 1}, 2, 3},
    {"1e30\n1e300\n0\n-1e300\n9.3e18\n-9.3e18\n", 1, 10, {-1}, 1, 5}, /* beyond all integers of C */
    {"", 1, 0, {0}, 0, 0},
};

static void lines_hold_a_row_each(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct wire_setting setting = {.channels = lines[i].channels, .bits = lines[i].bits, .starts_aligned = true};
        struct run *run = run_text(setting, lines[i].text, NULL, 0);
        assert_int_equal(run->count, lines[i].count);
        for (size_t j = 0; j < run->count; j++)
            assert_true(run->samples[j] == lines[i].want[j]);
        assert_int_equal(run->tally.damaged, lines[i].damaged);
        assert_int_equal(run->tally.lost, lines[i].damaged * (size_t)lines[i].channels);
        assert_int_equal(run->tally.left, 0);
        run_free(run);
    }
}

/* Names of columns, messages and labels; words in place of a number that could not be measured stand for a row. */
static void words_are_no_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long channels;
        float want[6];
        size_t count, words, damaged;
    } cases[] = {
        {"time,ch1,x\n1,2,3\n", 3, {1, 2, 3}, 3, 1, 0},
        {"ready\n1\nlow battery!\n2\n", 1, {1, 2}, 2, 2, 0},
        {"temp:23.5,hum:40\ntemp:24 hum: 41\n", 2, {23.5F, 40, 24, 41}, 4, 0, 0},
        {"\"a 1\";b2\n3;4\n", 2, {3, 4}, 2, 0, 1}, /* a cell that is no name */
        {"1\nnan\nT:nan\nOVF\n2\n", 1, {1, 2}, 2, 0, 3},
        {"1\nx2\n3\n", 1, {1, 3}, 2, 0, 1}, /* behind the first row a letter may be damage */
        {"12:30:05\n12:30:06\n", 1, {0}, 0, 0, 2},
        {"a:1:2\n", 1, {0}, 0, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wire_setting setting = {.channels = cases[i].channels, .starts_aligned = true};
        struct run *run = run_text(setting, cases[i].text, NULL, 0);
        assert_int_equal(run->count, cases[i].count);
        for (size_t j = 0; j < run->count; j++)
            assert_true(run->samples[j] == cases[i].want[j]);
        assert_int_equal(run->tally.words, cases[i].words);
        assert_int_equal(run->tally.damaged, cases[i].damaged);
        assert_int_equal(run->tally.lost, run->count > 0 ? cases[i].damaged * (size_t)cases[i].channels : 0);
        run_free(run);
    }
}

static void scales_apply_to_whole_numbers_only(void **state)
{
    (void)state;
    struct run *run = run_text((struct wire_setting){.scale = WIRE_VOLTS, .starts_aligned = true}, "1.25\n", NULL, 0);
    assert_true(run->samples[0] == 1.25F && run->clipped == 0 && run->tally.full_scale == 0);
    assert_string_equal(run->tally.unit, "V");
    run_free(run);
    struct wire_setting volts = {.scale = WIRE_VOLTS, .bits = 10, .vref = 5, .starts_aligned = true};
    run = run_text(volts, "1023\n1\n0\n", NULL, 0);
    assert_true(run->samples[0] == (float)(1023 * 5. / 1024) && run->samples[1] == (float)(5. / 1024));
    assert_int_equal(run->clipped, 2);
    assert_true(run->tally.silence == 2.5F && run->tally.full_scale == 2.5);
    run_free(run);
}

/* "12" may be the end of "2012": from a port, the first line is dropped, and so is a last one without a newline. */
static void torn_lines_are_not_believed(void **state)
{
    (void)state;
    struct run *run = run_text((struct wire_setting){0}, "12\n2013\n20", NULL, 0);
    assert_int_equal(run->count, 1);
    assert_true(run->samples[0] == 2013);
    assert_int_equal(run->tally.lost + run->tally.damaged, 0);
    assert_int_equal(run->tally.skipped, 3);
    assert_int_equal(run->tally.left, 2);
    run_free(run);
}

/* Lines of 5 bytes; 2 + 17 + 4 bytes are nearest to 5 of them. Both partial lines are part of the loss. */
static void gaps_are_guessed_from_the_lines_so_far(void **state)
{
    (void)state;
    struct run *run = run_text((struct wire_setting){.starts_aligned = true}, "1000\n1001\n10007\n1008\n",
                               &(struct gap){12, 17, false}, 1);
    assert_int_equal(run->count, 3);
    assert_true(run->samples[2] == 1008);
    assert_int_equal(run->events, 1);
    assert_int_equal(run->event[0].at, 2);
    assert_int_equal(run->event[0].lost, 5);
    assert_true(run->event[0].estimated);
    assert_string_equal(run->event[0].cause, "a gap");
    assert_int_equal(run->tally.damaged, 0);
    run_free(run);
    run = run_text((struct wire_setting){.starts_aligned = true}, "1000\n", &(struct gap){5, 11, false},
                   1); /* and no end */
    assert_int_equal(run->tally.lost, 2);
    run_free(run);
}

static void a_line_that_does_not_end_is_damaged_once(void **state)
{
    (void)state;
    char text[12000];
    for (int comment = 0; comment < 2; comment++) {
        memset(text, '1', sizeof text);
        memcpy(text, comment == 1 ? "5\n #" : "5\n  ", 4);
        memcpy(text + 10000, "\n6\n", 4);
        struct run *run = run_text((struct wire_setting){.starts_aligned = true}, text, NULL, 0);
        assert_int_equal(run->count, 2);
        assert_true(run->samples[1] == 6);
        assert_int_equal(run->tally.damaged, 1 - comment);
        assert_int_equal(run->tally.lost, 1 - comment);
        run_free(run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_hold_a_row_each),
        cmocka_unit_test(words_are_no_rows),
        cmocka_unit_test(scales_apply_to_whole_numbers_only),
        cmocka_unit_test(torn_lines_are_not_believed),
        cmocka_unit_test(gaps_are_guessed_from_the_lines_so_far),
        cmocka_unit_test(a_line_that_does_not_end_is_damaged_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
