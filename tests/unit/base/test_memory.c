/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory is zeroed and aligned; running out of memory calls the handler and never returns.
 */
#include "check.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct {
    jmp_buf back;
    size_t count, size;
} failed;

static void remember(size_t count, size_t size)
{
    failed.count = count;
    failed.size = size;
    longjmp(failed.back, 1);
}

static void test_memory_is_zero_and_aligned(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < 200; bytes++) {
        unsigned char *memory = mem_new(bytes, 1);
        assert_int_equal((uintptr_t)memory % 64, 0);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(memory[i], 0);
        free(memory);
    }
    char *text = mem_text("copy");
    assert_string_equal(text, "copy");
    free(text);
}

/* Lengths around whole pieces, and not a byte more. */
static void test_copies_are_exact(void **state)
{
    (void)state;
    enum { MOST = 5000 };
    static unsigned char from[MOST], to[MOST + 1];
    for (size_t i = 0; i < MOST; i++)
        from[i] = (unsigned char)(i * 7 + i / 256);
    for (size_t bytes = 0; bytes <= MOST; bytes++) {
        memset(to, 0xff, sizeof to);
        mem_copy(to, from, bytes);
        assert_memory_equal(to, from, bytes);
        assert_int_equal(to[bytes], 0xff);
    }
}

/* Products beyond size_t, and sizes that no machine has. */
static void test_failure_calls_the_handler(void **state)
{
    (void)state;
    static const size_t rows[][2] = {{SIZE_MAX, 2}, {SIZE_MAX / 2 + 2, 2}, {PTRDIFF_MAX, 1}, {1, SIZE_MAX}};
    mem_on_failure(remember);
    for (volatile size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (volatile int grow = 0; grow <= 1; grow++) {
            if (setjmp(failed.back) == 0) {
                (void)(grow ? mem_grow(NULL, rows[i][0], rows[i][1]) : mem_new(rows[i][0], rows[i][1]));
                fail_msg("%zu x %zu bytes were found", rows[i][0], rows[i][1]);
            }
            assert_int_equal(failed.count, rows[i][0]);
            assert_int_equal(failed.size, rows[i][1]);
        }
    mem_on_failure(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_memory_is_zero_and_aligned),
                                       cmocka_unit_test(test_copies_are_exact),
                                       cmocka_unit_test(test_failure_calls_the_handler)};
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
