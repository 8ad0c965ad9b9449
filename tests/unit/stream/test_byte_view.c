/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same bytes as those of the file, wherever they are asked for; never beyond the part that is viewed. */
#include "stream/container/byte_view.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream/io.h"

enum { SIZE = 3 * VIEW_ROOM + 77, OFFSET = 13 };

static void bytes_are_those_of_the_file(void **state)
{
    (void)state;
    unsigned char *bytes = malloc(SIZE);
    int fd = io_temporary();
    uint32_t number = 1;
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (unsigned char)((number = number * 1664525U + 1013904223U) >> 24);
    assert_true(io_write(fd, bytes, SIZE));
    struct byte_view *view = view_open(fd, OFFSET, SIZE - OFFSET - 5);
    for (int i = 0; i < 20000; i++) {
        int64_t at = (number = number * 1664525U + 1013904223U) % SIZE;
        size_t count = (number >> 7) % (i % 2 == 0 ? 100 : VIEW_MOST + 10);
        const unsigned char *got = view_at(view, at, count);
        bool there = at + (int64_t)count <= SIZE - OFFSET - 5 && count <= VIEW_MOST;
        assert_int_equal(got != NULL, there);
        assert_true(got == NULL || memcmp(got, bytes + OFFSET + at, count) == 0);
    }
    assert_null(view_at(view, -1, 1));
    free(view);
    close(fd);
    free(bytes);
}

static void numbers_and_tags(void **state)
{
    (void)state;
    assert_true(view_le((const unsigned char *)"\1\2\3", 3) == 0x030201);
    assert_true(view_be((const unsigned char *)"\1\2\3", 3) == 0x010203);
    static const struct {
        const char *head;
        int64_t bytes;
    } tags[] = {{"ID3\4\0\0\0\0\1\2", 10 + 130},
                {"ID3\4\0\x10\0\0\1\2", 20 + 130},
                {"ID3\4\0\0\0\0\x80\2", 0},
                {"ID4\4\0\0\0\0\1\2", 0}};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        int fd = io_temporary();
        assert_true(io_write(fd, tags[i].head, 10));
        struct byte_view *view = view_open(fd, 0, 10);
        assert_true(view_id3_bytes(view, 0) == tags[i].bytes);
        free(view);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_those_of_the_file),
        cmocka_unit_test(numbers_and_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
