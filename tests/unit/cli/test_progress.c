/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A progress line says how much is done, as far as that is known, and is gone at the end. */
#include "cli/message.h"
#include "cli/progress.h"
#include "check.h"

#include "captured.h"

static void test_who_sees_none(void **state)
{
    (void)state;
    struct captured captured;
    capture_begin(&captured);
    struct progress *progress = progress_create(WHEN_AUTO, 100, 10); /* a pipe is no terminal */
    assert_null(progress);
    assert_null(progress_create(WHEN_NEVER, 100, 10));
    assert_false(progress_due(progress));
    progress_show(progress, 50);
    progress_destroy(progress);
    assert_string_equal(capture_end(&captured), "");
}

static const char *line_shown(struct captured *captured, double total, double rate, double done)
{
    capture_begin(captured);
    struct progress *progress = progress_create(WHEN_ALWAYS, total, rate);
    assert_true(progress_due(progress));
    progress_show(progress, done);
    assert_false(progress_due(progress)); /* not twice within a tenth of a second */
    progress_show(progress, total);
    progress_destroy(progress);
    return capture_end(captured);
}

static void test_a_known_total_is_a_share(void **state)
{
    (void)state;
    struct captured captured;
    const char *text = line_shown(&captured, 200, 10, 100);
    assert_memory_equal(text, "\r 50% [############------------]", 32);
    assert_null(strstr(text, "100%"));
    assert_memory_equal(line_shown(&captured, 200, 0, 300), "\r100% [", 7); /* never more than all */
}

static void test_an_unknown_total_is_time_or_a_count(void **state)
{
    (void)state;
    struct captured captured;
    assert_memory_equal(line_shown(&captured, 0, 100, 12500), "\r2:05 done", 10);
    assert_memory_equal(line_shown(&captured, -1, 0, 12500), "\r12500 done", 11);
}

static void test_the_line_is_erased(void **state)
{
    (void)state;
    struct captured captured;
    const char *text = line_shown(&captured, 200, 10, 100), *wiped = strchr(text + 1, '\r');
    assert_non_null(wiped);
    assert_int_equal(wiped - text, 80); /* a column less than the narrowest terminal has, and the return */
    assert_int_equal(strspn(wiped + 1, " "), 79);
    assert_string_equal(wiped + 80, "\r");
}

static void test_a_line_of_ones_own(void **state)
{
    (void)state;
    struct captured captured;
    char longer[200];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    capture_begin(&captured);
    struct progress *progress = progress_create(WHEN_ALWAYS, 0, 0);
    progress_line(progress, longer);
    progress_destroy(progress);
    const char *text = capture_end(&captured);
    assert_int_equal(strspn(text + 1, "x"), 79);
}

static void test_clock(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{0, "0:00"}, {7.9, "0:07"}, {61, "1:01"}, {3723, "1:02:03"}, {INFINITY, "0:00"}, {NAN, "0:00"}};
    char text[CLOCK_ROOM];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(progress_clock(text, cases[i].seconds), cases[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_who_sees_none),
                                       cmocka_unit_test(test_a_known_total_is_a_share),
                                       cmocka_unit_test(test_an_unknown_total_is_time_or_a_count),
                                       cmocka_unit_test(test_the_line_is_erased),
                                       cmocka_unit_test(test_a_line_of_ones_own),
                                       cmocka_unit_test(test_clock)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
