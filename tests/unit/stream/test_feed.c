/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source that declines an input leaves all of its bytes to the next one, from files and from pipes. */
#include "check.h"
#include "stream/feed.h"
#include "stream/io.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZE = 5000, SKIP = 100 };

static unsigned char bytes[SIZE];

static int fill_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (unsigned char)(i * i >> 3);
    return 0;
}

/* A pipe that holds bytes[size], or a regular file, which begins `skip` bytes before them. */
static int input(bool pipe_wanted, size_t size, size_t skip)
{
    int ends[2];
    if (pipe_wanted) {
        assert_int_equal(pipe(ends), 0);
        assert_true(io_write(ends[1], bytes, size));
        close(ends[1]);
        return ends[0];
    }
    int fd = io_temporary();
    assert_true(fd >= 0 && ftruncate(fd, (off_t)skip) == 0 && lseek(fd, (off_t)skip, SEEK_SET) >= 0);
    assert_true(io_write(fd, bytes, size) && lseek(fd, (off_t)skip, SEEK_SET) == (off_t)skip);
    return fd;
}

static void check_bytes(const unsigned char *got, size_t from, size_t count)
{
    assert_memory_equal(got, bytes + from, count);
}

static void a_declined_input_is_whole(void **state)
{
    (void)state;
    static const size_t taken[] = {0, 1, FEED_HEAD - 1, FEED_HEAD, FEED_HEAD + 1, 3000, SIZE};
    static const struct {
        bool pipe;
        size_t skip;
    } kinds[] = {{true, 0}, {false, 0}, {false, SKIP}};
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
            unsigned char got[SIZE + 1];
            struct feed feed;
            assert_null(feed_open(&feed, input(kinds[kind].pipe, SIZE, kinds[kind].skip)));
            assert_int_equal(feed.have, FEED_HEAD);
            assert_int_equal(feed.regular, !kinds[kind].pipe);
            assert_true(kinds[kind].pipe || (feed.size == SIZE && feed.origin == (int64_t)kinds[kind].skip));
            assert_int_equal(feed_read(&feed, got, taken[i]), taken[i]);
            check_bytes(got, 0, taken[i]);
            int fd = feed_file(&feed);
            assert_true(fd >= 0);
            assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
            assert_int_equal(fd == feed.fd, kinds[kind].skip == 0 && !kinds[kind].pipe); /* no copy without need */
            feed_forget(&feed);
            assert_int_equal(io_read(fd, got, sizeof got), SIZE);
            check_bytes(got, 0, SIZE);
            feed_close(&feed);
            feed_close(&feed); /* harmless */
        }
}

static void bytes_come_in_order(void **state)
{
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        unsigned char got[SIZE];
        struct feed feed;
        assert_null(feed_open(&feed, input(kind == 0, SIZE, SKIP)));
        feed_forget(&feed);
        size_t have = 0;
        for (size_t part = 1; have < SIZE; part *= 2) {
            ssize_t count = feed_read_some(&feed, got + have, 1, SIZE - have < part ? SIZE - have : part);
            assert_true(count >= 1);
            have += (size_t)count;
        }
        check_bytes(got, 0, SIZE);
        assert_int_equal(feed_read(&feed, got, 1), 0);
        assert_int_equal(feed_seek(&feed, 4000), kind == 1); /* counted from where the input begins */
        if (kind == 1) {
            assert_int_equal(feed_read(&feed, got, SIZE), SIZE - 4000);
            check_bytes(got, 4000, SIZE - 4000);
        }
        feed_close(&feed);
    }
}

static void short_inputs_are_all_head(void **state)
{
    (void)state;
    for (size_t size = 0; size < 4; size++) {
        unsigned char got[4];
        struct feed feed;
        assert_null(feed_open(&feed, input(true, size, 0)));
        assert_int_equal(feed.have, size);
        assert_int_equal(feed_read(&feed, got, sizeof got), size);
        feed_close(&feed);
    }
}

static void what_cannot_be_read_is_refused(void **state)
{
    (void)state;
    struct feed feed;
    assert_string_equal(feed_open(&feed, open("/tmp", O_RDONLY | O_CLOEXEC)), "is a directory");
    feed_close(&feed);
    assert_non_null(feed_open(&feed, -1));
    feed_close(&feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_declined_input_is_whole),
        cmocka_unit_test(bytes_come_in_order),
        cmocka_unit_test(short_inputs_are_all_head),
        cmocka_unit_test(what_cannot_be_read_is_refused),
    };
    return cmocka_run_group_tests(tests, fill_bytes, NULL);
}
