/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"

/* A source of `rows` rows 0, 1, 2 ... of two numbers each, which fails at its end if `why` is set. */
struct counting {
    struct source source;
    int64_t rows, at;
    const char *why;
    float row[2 * 100];
};

static size_t counting_read(struct source *source, const float **rows, size_t most)
{
    struct counting *counting = (struct counting *)source;
    size_t count = 0;
    for (; count < most && count < 100 && counting->at < counting->rows; count++, counting->at++) {
        counting->row[2 * count] = (float)counting->at;
        counting->row[2 * count + 1] = -(float)counting->at;
    }
    *rows = counting->row;
    return count == 0 && counting->why != NULL ? source_cut(source, counting->why) : count;
}

static void counting_destroy(struct source *source)
{
    free(source);
}

static struct source *counting_create(int64_t rows, const char *why)
{
    struct counting *counting = mem_new(1, sizeof *counting);
    counting->source = (struct source){.header = {.width = 2, .channels = 1, .rows = -1},
                                       .real = true,
                                       .read = counting_read,
                                       .destroy = counting_destroy};
    counting->rows = rows;
    counting->why = why;
    return &counting->source;
}

/* Checks that the rows are 0 .. rows - 1, read `most` at a time. */
static void check_rows(struct source *source, int64_t rows, size_t most)
{
    const float *row = NULL;
    int64_t at = 0;
    size_t count = 0;
    while ((count = source->read(source, &row, most)) > 0)
        for (size_t i = 0; i < count; i++, at++) {
            CHECK_NEAR(row[2 * i], (double)at, 0);
            CHECK_NEAR(row[2 * i + 1], -(double)at, 0);
        }
    assert_int_equal(at, rows);
}

/* Whatever is read ahead (in memory, and beyond 256 KiB in a file), all rows come, in order. */
static void all_rows_come_and_are_counted(void **state)
{
    static const int64_t rows[] = {0, 1, 99, 100, 101, 5000, 100000}, ahead[] = {0, 1, 100, 5000, 5001, 1 << 20};
    static const size_t most[] = {1, 77, 4096};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < sizeof ahead / sizeof *ahead; k++)
            for (size_t m = 0; m < sizeof most / sizeof *most; m++) {
                struct source *source = read_spooled_open(counting_create(rows[i], NULL), ahead[k], 0);
                assert_int_equal(source->header.rows, rows[i] < ahead[k] ? rows[i] : -1);
                assert_true(source->real);
                check_rows(source, rows[i], most[m]);
                assert_null(source->failure);
                source->destroy(source);
            }
}

/* Truncation within the rows read ahead is reported at once; once it is accepted, the rows before it are read. */
static void truncation_is_reported(void **state)
{
    (void)state;
    struct source *source = read_spooled_open(counting_create(300, "truncated"), 1000, 0);
    const float *row = NULL;
    assert_string_equal(source->failure, "truncated");
    assert_int_equal(source->status, EXIT_BAD_DATA);
    assert_true(source->cut);
    assert_int_equal(source->read(source, &row, 10), 0);
    source->failure = NULL;
    check_rows(source, 300, 64);
    assert_null(source->failure);
    source->destroy(source);
    source = read_spooled_open(counting_create(300, "truncated"), 200, 0);
    assert_null(source->failure);
    check_rows(source, 300, 64);
    assert_string_equal(source->failure, "truncated");
    source->destroy(source);
}

/* Rows of 8 bytes: 100 of them fit, and one more fails. */
static void a_limit_ends_reading_ahead(void **state)
{
    (void)state;
    struct source *source = read_spooled_open(counting_create(100, NULL), 1000, 800);
    assert_null(source->failure);
    source->destroy(source);
    source = read_spooled_open(counting_create(101, NULL), 1000, 800);
    assert_int_equal(source->status, EXIT_IO);
    assert_non_null(strstr(source->failure, "--spool-limit"));
    source->destroy(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_rows_come_and_are_counted),
        cmocka_unit_test(truncation_is_reported),
        cmocka_unit_test(a_limit_ends_reading_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
