/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording can be read at any time, and holds whole rows even after a failure.
 */
#include "check.h"
#include "stereo_header.h"
#include "base/status.h"
#include "stream/reader.h"
#include "stream/writer.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The tests run in a folder of their own. */
static char folder[] = "/tmp/test_recording.XXXXXX";

static int enter(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int leave(void **state)
{
    (void)state;
    static const char *const names[] = {"stream", "raw", "npy", "csv", "wav", "wav16", "wav24", "flac", "flac16"};
    char name[32];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(name, sizeof name, "x.%s", names[i]);
        unlink(name);
        strcat(name, ".part");
        unlink(name);
    }
    return rmdir(folder);
}

static bool there(const char *name)
{
    return access(name, F_OK) == 0;
}

enum { PIECE = 4321 /* an odd number of rows */, MANY = 25 };

/* Row i, channel k: exact in 16 bits. */
static float value(int64_t i, size_t k)
{
    return (float)((i * 7919 + (int64_t)k * 31) % 65536 - 32768) / 32768;
}

static void record(struct writer *writer, const char *format)
{
    static char name[32];
    snprintf(name, sizeof name, "x.%s", format);
    const char *why = writer_record(writer, name, format, &stereo);
    if (why != NULL)
        fail_msg("%s: %s", format, why);
}

static void write_piece(struct writer *writer)
{
    float rows[PIECE][2];
    for (size_t i = 0; i < PIECE; i++)
        for (size_t k = 0; k < 2; k++)
            rows[i][k] = value(writer->rows + (int64_t)i, k);
    writer_rows(writer, rows[0], PIECE);
}

static struct header check_file(const char *name, int64_t rows, bool partial)
{
    struct input_options options = {.channels = "all", .partial = partial};
    struct reader reader;
    const float *got = NULL;
    int64_t at = 0;
    if (reader_open(&reader, name, &options) != NULL)
        fail_msg("%s: %s", name, reader.failure);
    for (size_t count; (count = reader_next(&reader, &got, 1000)) > 0; at += (int64_t)count)
        for (size_t i = 0; i < 2 * count; i++)
            assert_true(got[i] == value(at + (int64_t)i / 2, i % 2));
    if (reader.failure != NULL)
        fail_msg("%s: %s", name, reader.failure);
    assert_int_equal(at, rows);
    struct header header = reader.header;
    reader_close(&reader);
    return header;
}

/* The formats that the reader reads. Below are tests of NPY, raw and CSV. */
static const char *const kinds[] = {"stream", "wav", "wav16", "wav24", "flac", "flac16"};

static void a_recording_can_be_read_while_it_grows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct writer writer;
        char name[32], part[40];
        bool flac = strncmp(kinds[i], "flac", 4) == 0; /* the encoder holds samples, and cannot change the rate */
        record(&writer, kinds[i]);
        snprintf(name, sizeof name, "%s", writer.name);
        snprintf(part, sizeof part, "%s.part", name);
        struct writer second;
        assert_non_null(writer_record(&second, name, kinds[i], &stereo));
        assert_int_equal(second.status, EXIT_NO_OUTPUT);
        assert_non_null(strstr(second.failure, "broken off"));
        assert_non_null(writer_close(&second, NULL));
        for (int k = 1; k <= 3; k++) {
            write_piece(&writer);
            writer.header.rate = (struct ratio){2000001 + k, 50};
            strcpy(writer.header.origin, "2025-01-01T00:00:00Z");
            writer_refresh(&writer);
            assert_null(writer.failure);
            struct header header = check_file(part, flac ? k * PIECE / 4096 * 4096 : k * PIECE, false);
            assert_true(flac || header.rate.num == 2000001 + k);
            assert_true(flac || strcmp(header.origin, "2025-01-01T00:00:00Z") == 0);
            assert_false(there(name));
        }
        for (int k = 4; k <= MANY; k++) /* more than is buffered: the head is that of the last refresh */
            write_piece(&writer);
        if (!flac)
            check_file(part, 3 * PIECE, strcmp(kinds[i], "stream") == 0);
        writer.header.rate.num = 1999999;
        assert_null(
            writer_close(&writer, "the device is gone")); /* a recording is complete with the rows that it has */
        assert_false(there(part));
        assert_int_equal(writer.rows, MANY * PIECE);
        assert_true(flac || check_file(name, MANY * PIECE, false).rate.num == 1999999);
        check_file(name, MANY * PIECE, false);
    }
}

static void a_killed_recording_can_be_read(void **state)
{
    (void)state;
    static const int deadly[] = {SIGKILL, SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        struct writer writer;
        int status;
        pid_t child = fork();
        if (child == 0) {
            signal(deadly[i], SIG_DFL); /* nohup has it ignored */
            record(&writer, "wav");
            write_piece(&writer);
            writer_refresh(&writer);
            write_piece(&writer); /* buffered */
            raise(deadly[i]);
        }
        assert_true(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
        check_file("x.wav.part", PIECE, false);
        assert_int_equal(unlink("x.wav.part"), 0);
    }
}

static void an_older_file_stays_until_the_end(void **state)
{
    (void)state;
    struct writer writer;
    struct stat before, now;
    record(&writer, "wav");
    write_piece(&writer);
    assert_null(writer_close(&writer, NULL));
    stat("x.wav", &before);
    record(&writer, "wav");
    write_piece(&writer);
    write_piece(&writer);
    writer_refresh(&writer);
    stat("x.wav", &now);
    assert_true(now.st_ino == before.st_ino && now.st_size == before.st_size);
    assert_null(writer_close(&writer, NULL));
    check_file("x.wav", 2 * PIECE, false);
}

static void an_empty_recording_is_a_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct writer writer;
        struct stat about;
        record(&writer, kinds[i]);
        writer_refresh(&writer);
        assert_null(writer_close(&writer, NULL));
        assert_int_equal(stat(writer.name, &about), 0);
        assert_true(about.st_size >= HEADER_BYTES);
    }
}

static void a_failure_to_begin_leaves_no_file(void **state)
{
    (void)state;
    struct writer writer;
    struct header header = stereo;
    strcpy(header.kind, "power");
    assert_non_null(strstr(writer_record(&writer, "x.wav16", NULL, &header), "power rows"));
    assert_int_equal(writer.status, EXIT_USAGE_ERROR);
    header = stereo;
    header.channels = 9;
    assert_non_null(strstr(writer_record(&writer, "x.flac", NULL, &header), "8 channels"));
    assert_non_null(strstr(writer_record(&writer, "x.jpg", NULL, &stereo), "flac16"));
    assert_non_null(writer_record(&writer, "x.flac", "nosuch", &stereo));
    assert_false(there("x.wav16.part") || there("x.flac.part") || there("x.jpg.part"));
}

/* Records until the disk is full, after `bytes`, and closes the writer. */
static void record_on_full_disk(struct writer *writer, const char *format, rlim_t bytes)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    struct rlimit small = {bytes, limit.rlim_max};
    record(writer, format);
    setrlimit(RLIMIT_FSIZE, &small);
    while (writer->failure == NULL && writer->rows < 1000000)
        write_piece(writer);
    const char *why = writer_close(writer, NULL);
    setrlimit(RLIMIT_FSIZE, &limit);
    assert_non_null(why);
    assert_int_equal(writer->status, EXIT_IO);
}

static void a_full_disk_leaves_whole_rows(void **state)
{
    (void)state;
    enum { ROOM = 100003 /* ends inside a row of every format */ };
    static const int64_t rows[] = {(ROOM - 512) / 8, (ROOM - 614) / 8, (ROOM - 600) / 4, (ROOM - 624) / 6};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct writer writer;
        struct stat about;
        record_on_full_disk(&writer, kinds[i], ROOM);
        assert_int_equal(stat(writer.name, &about), 0);
        assert_true(i >= 4 || writer.rows == rows[i]);
        assert_true(i < 4 || (writer.rows > 0 && writer.rows % 4096 == 0)); /* whole frames of FLAC */
        assert_int_equal(check_file(writer.name, writer.rows, false).rows, writer.rows);
    }
}

static void a_full_disk_leaves_whole_lines(void **state)
{
    (void)state;
    enum { ROOM = 50001 };
    static char text[ROOM + 1];
    struct writer writer;
    record_on_full_disk(&writer, "csv", ROOM);
    int fd = open("x.csv", O_RDONLY);
    ssize_t size = read(fd, text, ROOM), lines = 0;
    close(fd);
    for (ssize_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    assert_true(size > ROOM - 64 && text[size - 1] == '\n'); /* no line is longer than 64 bytes */
    assert_int_equal(lines, writer.rows + 1);
}

static void npy_and_raw_floats(void **state)
{
    (void)state;
    char head[128];
    struct writer writer;
    struct stat about;
    record(&writer, "npy");
    write_piece(&writer);
    writer_refresh(&writer);
    int fd = open("x.npy.part", O_RDONLY);
    assert_int_equal(read(fd, head, sizeof head), sizeof head);
    close(fd);
    head[127] = '\0';
    assert_non_null(strstr(head + 10, "(4321, 2"));
    assert_null(writer_close(&writer, NULL));
    record_on_full_disk(&writer, "raw", 1003);
    assert_int_equal(writer.rows, 1003 / 8);
    stat("x.raw", &about);
    assert_int_equal(about.st_size, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recording_can_be_read_while_it_grows), cmocka_unit_test(a_killed_recording_can_be_read),
        cmocka_unit_test(an_older_file_stays_until_the_end),      cmocka_unit_test(an_empty_recording_is_a_file),
        cmocka_unit_test(a_failure_to_begin_leaves_no_file),      cmocka_unit_test(a_full_disk_leaves_whole_rows),
        cmocka_unit_test(a_full_disk_leaves_whole_lines),         cmocka_unit_test(npy_and_raw_floats),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
