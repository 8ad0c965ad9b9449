/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of a file, a FIFO or stdin: all of them are read, a silent pipe does not block, the end is no failure.
 */
#include "capture/device.h"
#include "capture/nanoseconds.h"
#include "check.h"
#include "ptys.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/specpipe-bytes-XXXXXX";
static char path[64];
static unsigned char bytes[MOST_BLOCK];

static int setup(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/x", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return rmdir(folder);
}

static struct device *open_bytes(const char *from)
{
    struct device *device = NULL;
    const char *why = bytes_open(&device, from);
    if (why != NULL)
        fail_msg("%s", why);
    return device;
}

static void a_file_comes_whole(void **state)
{
    (void)state;
    enum { COUNT = 200001 };
    unsigned char *wrote = malloc(COUNT), *got = malloc(COUNT + MOST_BLOCK);
    for (size_t i = 0; i < COUNT; i++)
        wrote[i] = (unsigned char)(i * 2654435761U >> 24);
    FILE *file = fopen(path, "w");
    assert_int_equal(fwrite(wrote, 1, COUNT, file), COUNT);
    fclose(file);
    struct device *device = open_bytes(path);
    assert_string_equal(device->name, path);
    assert_true(device->waits && device->finite && !device->paced);
    struct block block;
    ssize_t count;
    size_t have = 0;
    while ((count = device->read(device, got + have, MOST_BLOCK, &block)) > 0) {
        have += (size_t)count;
        assert_true(have <= COUNT);
        assert_true(block.lost == 0 && !block.estimated && block.cause == NULL);
    }
    assert_int_equal(count, -1);
    assert_string_equal(device->failure, "");
    assert_int_equal(have, COUNT);
    assert_memory_equal(got, wrote, COUNT);
    device->close(device);
    unlink(path);
    free(wrote);
    free(got);
}

static void a_quiet_fifo_returns_in_time(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    int writer = open(path, O_RDWR);
    struct device *device = open_bytes(path);
    assert_true(device->waits && device->finite && device->paced);
    struct block block;
    int64_t began = nanoseconds_now(CLOCK_MONOTONIC);
    assert_int_equal(device->read(device, bytes, sizeof bytes, &block), 0);
    double waited = (double)(nanoseconds_now(CLOCK_MONOTONIC) - began) * 1e-9;
    assert_true(waited > 0.05); /* s; it sleeps and does not spin */
    assert_true(waited < 5);    /* s; it returns, after long on a busy machine */
    began = nanoseconds_now(CLOCK_MONOTONIC);
    assert_int_equal(write(writer, "abc", 3), 3);
    assert_int_equal(device->read(device, bytes, sizeof bytes, &block), 3);
    assert_memory_equal(bytes, "abc", 3);
    assert_true(block.time >= began && block.time <= nanoseconds_now(CLOCK_MONOTONIC));
    close(writer);
    assert_int_equal(device->read(device, bytes, sizeof bytes, &block), -1);
    assert_string_equal(device->failure, "");
    device->close(device);
    unlink(path);
}

static void stdin_is_read_and_left_open(void **state)
{
    (void)state;
    int old = dup(STDIN_FILENO), ends[2];
    assert_int_equal(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    const char *const names[] = {NULL, "-"};
    for (size_t i = 0; i < 2; i++) {
        struct device *device = open_bytes(names[i]);
        struct block block;
        assert_string_equal(device->name, "stdin");
        assert_int_equal(write(ends[1], "x", 1), 1);
        assert_int_equal(device->read(device, bytes, sizeof bytes, &block), 1);
        device->close(device);
    }
    assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
    dup2(old, STDIN_FILENO);
    close(old);
    close(ends[0]);
    close(ends[1]);
}

static void what_gives_no_bytes_is_refused(void **state)
{
    (void)state;
    struct device *device = NULL;
    assert_string_equal(bytes_open(&device, folder), "is a directory");
    assert_string_equal(bytes_open(&device, path), "No such file or directory");
    if (!there_are_ptys())
        return;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    assert_string_equal(bytes_open(&device, ptsname(master)), "is a terminal; give a pipe or a file");
    int old = dup(STDIN_FILENO), slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    dup2(slave, STDIN_FILENO);
    assert_string_equal(bytes_open(&device, "-"), "is a terminal; give a pipe or a file");
    close(STDIN_FILENO);
    assert_string_equal(bytes_open(&device, "-"), "is closed");
    dup2(old, STDIN_FILENO);
    close(old);
    close(slave);
    close(master);
    assert_null(device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_comes_whole),
        cmocka_unit_test(a_quiet_fifo_returns_in_time),
        cmocka_unit_test(stdin_is_read_and_left_open),
        cmocka_unit_test(what_gives_no_bytes_is_refused),
    };
    return cmocka_run_group_tests_name("bytes", tests, setup, teardown);
}
