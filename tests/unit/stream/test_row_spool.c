/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows are read back after the end of the run, in order, from memory or a file.
 */
#include "check.h"

#include "base/status.h"
#include "stream/row_spool.h"
#include "stream/spool.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WIDTH = 1000 };

static void fill_row(float *row, size_t width, size_t n)
{
    for (size_t i = 0; i < width; i++)
        row[i] = (float)(n * 31 + i);
}

/* The spool has 256 KiB in memory, which 13 floats do not divide: rows are split at its end. */
static void rows_are_read_back_in_order(void **state)
{
    (void)state;
    static const size_t widths[] = {1, 13, 1000}, counts[] = {0, 1, 70, 5042, 66000};
    static float want[MOST_WIDTH], row[MOST_WIDTH];
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
        for (size_t k = 0; k < sizeof counts / sizeof *counts && widths[w] * counts[k] < 10000000; k++) {
            struct row_spool *row_spool = row_spool_create(widths[w]);
            for (size_t n = 0; n < counts[k]; n++) {
                fill_row(want, widths[w], n);
                row_spool_push(row_spool, want);
                assert_false(row_spool_next(row_spool, row)); /* none before the end */
            }
            row_spool_push(row_spool, NULL);
            for (size_t n = 0; n < counts[k]; n++) {
                fill_row(want, widths[w], n);
                assert_true(row_spool_next(row_spool, row));
                assert_memory_equal(row, want, widths[w] * sizeof *row);
            }
            assert_false(row_spool_next(row_spool, row));
            assert_false(row_spool_next(row_spool, row));
            assert_null(row_spool_failure(row_spool));
            row_spool_destroy(row_spool);
        }
    row_spool_destroy(NULL);
}

/* The size of reads does not matter, and a cleared spool can be used again. */
static void a_spool_is_read_in_parts_of_any_size(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 4096, 262144, 262145, 1000003}, parts[] = {1000, 7, 262144, 3000000};
    unsigned char *bytes = malloc(3000000);
    struct spool *spool = spool_create();
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
            size_t done = 0, got = 0;
            for (size_t i = 0; i < sizes[s]; i++)
                assert_null(spool_push(spool, &(unsigned char){(unsigned char)(i * 2654435761u >> 13)}, 1));
            do {
                assert_null(spool_read(spool, bytes, parts[p], &got));
                for (size_t i = 0; i < got; i++)
                    if (bytes[i] != (unsigned char)((done + i) * 2654435761u >> 13))
                        fail_msg("byte %zu of %zu is wrong", done + i, sizes[s]);
                done += got;
            } while (got == parts[p]);
            assert_int_equal(done, sizes[s]);
            spool_clear(spool);
        }
    spool_destroy(spool);
    free(bytes);
}

static void no_temporary_file_is_a_failure(void **state)
{
    (void)state;
    static float row[MOST_WIDTH];
    struct row_spool *row_spool = row_spool_create(MOST_WIDTH);
    assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
    for (size_t n = 0; n < 200; n++)
        row_spool_push(row_spool, row);
    unsetenv("TMPDIR");
    row_spool_push(row_spool, NULL);
    assert_false(row_spool_next(row_spool, row));
    assert_non_null(row_spool_failure(row_spool));
    assert_int_equal(row_spool_status(row_spool), EXIT_NO_OUTPUT);
    row_spool_destroy(row_spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_back_in_order),
        cmocka_unit_test(a_spool_is_read_in_parts_of_any_size),
        cmocka_unit_test(no_temporary_file_is_a_failure),
    };
    return cmocka_run_group_tests_name("row_spool", tests, NULL, NULL);
}
