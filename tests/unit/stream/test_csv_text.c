/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines and cells are the same in pieces of any size, and only decimal numbers are numbers. */
#include "check.h"
#include "stream/csv_text.h"
#include "stream/io.h"

#include <string.h>
#include <unistd.h>

static void open_text(struct feed *feed, const char *text, size_t size)
{
    int fd = io_temporary();
    assert_true(fd >= 0 && io_write(fd, text, size) && lseek(fd, 0, SEEK_SET) == 0);
    assert_null(feed_open(feed, fd));
    feed_forget(feed);
}

static void lines_and_cells(void **state)
{
    (void)state;
    static const char text[] = "a,\"b\",\r\n\n1;2\nlast";
    struct feed feed;
    struct csv_text csv;
    struct csv_piece line, cell;
    open_text(&feed, text, sizeof text - 1);
    csv_text_create(&csv, &feed, 100);
    assert_int_equal(csv_text_line(&csv, &line), CSV_LINE);
    assert_true(csv_text_cell(&csv, &line, &cell) && csv_piece_is(cell, "a"));
    assert_true(csv_text_cell(&csv, &line, &cell) && csv_piece_is(cell, "b"));
    assert_true(csv_text_cell(&csv, &line, &cell) && csv_piece_is(cell, ""));
    assert_false(csv_text_cell(&csv, &line, &cell));
    assert_int_equal(csv_text_line(&csv, &line), CSV_LINE);
    assert_true(csv_text_cell(&csv, &line, &cell) && csv_piece_is(cell, ""));
    csv.separator = ';';
    assert_int_equal(csv_text_line(&csv, &line), CSV_LINE);
    assert_true(csv_text_cell(&csv, &line, &cell) && csv_piece_is(cell, "1"));
    assert_true(csv_text_cell(&csv, &line, &cell) && csv_piece_is(cell, "2"));
    assert_int_equal(csv.line, 3);
    assert_int_equal(csv_text_line(&csv, &line), CSV_TORN);
    csv_text_destroy(&csv);
    feed_close(&feed);
}

/* A line longer than the limit is refused before all of it is in memory. */
static void long_lines(void **state)
{
    (void)state;
    static char text[3 << 20];
    struct feed feed;
    struct csv_text csv;
    struct csv_piece line;
    memset(text, 'x', sizeof text);
    open_text(&feed, text, sizeof text);
    csv_text_create(&csv, &feed, 1000);
    assert_int_equal(csv_text_line(&csv, &line), CSV_LONG);
    assert_true(csv.room < sizeof text);
    csv_text_destroy(&csv);
    feed_close(&feed);
}

static struct csv_piece piece(const char *text)
{
    return (struct csv_piece){text, text + strlen(text)};
}

static void numbers(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",    " 1",    "1 ", "0x10", "nan", "inf",     "1e",
                                        "--1", "1.2.3", "e",  ".",    "1,5", "Infinity"};
    float number = 0;
    double time = 0, half = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(csv_piece_number(piece(wrong[i]), &number));
        assert_false(csv_piece_decimal(piece(wrong[i]), &time, &half));
    }
    assert_true(csv_piece_number(piece("-1.17549435e-38"), &number) && number == -1.17549435e-38f);
    assert_true(csv_piece_number(piece("NaN"), &number) && isnan(number));
    assert_true(csv_piece_number(piece("-Inf"), &number) && isinf(number) && number < 0);
    assert_true(csv_piece_number(piece("Inf"), &number) && isinf(number) && number > 0);
    static const struct {
        const char *text;
        double time, half;
    } times[] = {{"0.016000", 0.016, 5e-7}, {"12", 12, 0.5}, {"-1.5e-3", -0.0015, 5e-5}, {"2e2", 200, 50}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        assert_true(csv_piece_decimal(piece(times[i].text), &time, &half));
        assert_true(time == times[i].time);
        CHECK_NEAR(half, times[i].half, 1e-12 * times[i].half); /* a power of ten and a product */
    }
    assert_false(csv_piece_decimal(piece("0.0000000000000000000000000000000000000000000001"), &time, &half));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_and_cells), cmocka_unit_test(long_lines),
                                       cmocka_unit_test(numbers)};
    return cmocka_run_group_tests_name("csv_text", tests, NULL, NULL);
}
