/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An output appears complete or not at all, also beside others in the same folder. */
#include "check.h"
#include "stream/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/test_file.XXXXXX";

static int enter(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

/* Fails if anything is left but the files that the tests remove. */
static int leave(void **state)
{
    (void)state;
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static void write_old(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void check_text(const char *name, const char *text)
{
    char got[64] = "";
    int fd = open(name, O_RDONLY);
    assert_true(fd >= 0);
    assert_true(read(fd, got, sizeof got - 1) >= 0);
    close(fd);
    assert_string_equal(got, text);
}

static void begin(struct file *file, const char *name, const char *text)
{
    assert_null(file_create(file, name, NULL));
    assert_null(file_write(file, text, strlen(text)));
}

static void many_outputs_at_once(void **state)
{
    (void)state;
    static const char *const names[] = {"new1", "old1", "new2", "old2"};
    struct file files[4] = {{0}};
    write_old("old1", "before");
    write_old("old2", "before");
    for (size_t i = 0; i < 4; i++)
        begin(&files[i], names[i], names[i]);
    assert_int_not_equal(access("new1", F_OK), 0);
    check_text("old1", "before");
    assert_null(file_patch(&files[1], 0, "x", 1));
    for (size_t i = 0; i < 3; i++)
        assert_null(file_commit(&files[i]));
    file_abandon(&files[3]);
    check_text("new1", "new1");
    check_text("old1", "xld1");
    check_text("new2", "new2");
    check_text("old2", "before");
    for (size_t i = 0; i < 4; i++) {
        assert_null(files[i].temporary);
        assert_int_equal(unlink(names[i]), 0);
    }
}

/* Hidden files of the same names, as a program with our process number that was killed has left them. */
static void leftovers_are_not_taken(void **state)
{
    (void)state;
    char leftovers[2][64];
    struct file file;
    for (int i = 0; i < 2; i++) {
        snprintf(leftovers[i], sizeof leftovers[i], ".specpipe.%ld.%d.part", (long)getpid(), i);
        write_old(leftovers[i], "left");
    }
    write_old("old", "before");
    begin(&file, "old", "after");
    assert_null(file_commit(&file));
    check_text("old", "after");
    for (int i = 0; i < 2; i++) {
        check_text(leftovers[i], "left");
        assert_int_equal(unlink(leftovers[i]), 0);
    }
    assert_int_equal(unlink("old"), 0);
}

static void a_recording_is_kept(void **state)
{
    (void)state;
    struct file files[2];
    assert_null(file_record(&files[0], "a"));
    assert_null(file_record(&files[1], "b"));
    assert_string_equal(files[1].temporary, "b.part");
    file_abandon(&files[0]);
    assert_null(file_commit(&files[1]));
    assert_int_equal(unlink("a.part"), 0);
    assert_int_equal(unlink("b"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_outputs_at_once),
        cmocka_unit_test(leftovers_are_not_taken),
        cmocka_unit_test(a_recording_is_kept),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
