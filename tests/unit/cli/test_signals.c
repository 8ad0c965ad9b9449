/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that a signal or exit() ends leaves no temporary file, and its parent sees which signal it was. */
#include "cli/signals.h"
#include "base/sentence.h"
#include "base/status.h"
#include "stream/file.h"
#include "check.h"

#include "captured.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/signals.XXXXXX";
static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT};

enum { FILES = 6 /* more than the list has room for at first */ };

static int enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? chdir(folder) : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return chdir("/") != 0 ? -1 : rmdir(folder);
}

static bool there(const char *name)
{
    return access(name, F_OK) == 0;
}

static void make_files(char names[FILES][16])
{
    for (int i = 0; i < FILES; i++) {
        snprintf(names[i], sizeof names[i], "file%d", i);
        close(open(names[i], O_WRONLY | O_CREAT, 0600));
    }
}

/* All files are watched; the second is committed, the last one forgotten. */
static void watch_files(char *volatile slots[FILES], char names[FILES][16])
{
    for (int i = 0; i < FILES; i++) {
        signals_watch(&slots[i]);
        slots[i] = names[i];
    }
    slots[1] = NULL;
    signals_forget(&slots[FILES - 1]);
    signals_forget(&slots[FILES - 1]); /* harmless */
}

static void check_files(char names[FILES][16])
{
    for (int i = 0; i < FILES; i++) {
        bool kept = i == 1 || i == FILES - 1;
        assert_int_equal(there(names[i]), kept);
        if (kept)
            unlink(names[i]);
    }
}

static void default_signals(void)
{
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        signal(deadly[i], SIG_DFL); /* nohup has one ignored */
}

static void a_signal_removes_the_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        char names[FILES][16];
        int status;
        make_files(names);
        pid_t child = fork();
        if (child == 0) {
            char *volatile slots[FILES] = {NULL};
            default_signals();
            watch_files(slots, names);
            raise(deadly[i]);
            _exit(0);
        }
        assert_true(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), deadly[i]);
        check_files(names);
    }
}

static void exit_removes_the_files(void **state)
{
    (void)state;
    char names[FILES][16];
    int status;
    make_files(names);
    fflush(NULL); /* or exit() would write what cmocka wrote once more */
    pid_t child = fork();
    if (child == 0) {
        char *volatile slots[FILES] = {NULL};
        watch_files(slots, names);
        exit(3);
    }
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 3);
    check_files(names);
}

static void an_ignored_signal_stays_ignored(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (child == 0) {
        char *volatile slot = NULL;
        default_signals();
        signal(SIGHUP, SIG_IGN);
        signals_watch(&slot);
        raise(SIGHUP);
        _exit(5);
    }
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 5);
}

/* In whichever order the two are asked for, the first SIGINT does nothing, and the second removes the file. */
static void the_second_interrupt_removes_the_files(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        char names[FILES][16];
        int status;
        make_files(names);
        pid_t child = fork();
        if (child == 0) {
            char *volatile slots[FILES] = {NULL};
            default_signals();
            if (order == 0)
                signals_ignore_first_interrupt();
            watch_files(slots, names);
            if (order == 1)
                signals_ignore_first_interrupt();
            raise(SIGINT);
            if (!there(names[0]))
                _exit(1);
            raise(SIGINT);
            _exit(2);
        }
        assert_true(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
        check_files(names);
    }
}

/* Two outputs that replace older files and are killed while each has a hidden name. */
static void two_outputs_are_removed(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (child == 0) {
        struct file files[2] = {{0}};
        default_signals();
        for (int i = 0; i < 2; i++) {
            signals_watch(&files[i].temporary);
            if (file_create(&files[i], i == 0 ? "a" : "b", NULL) != NULL)
                _exit(1);
            if (files[i].temporary == NULL) { /* this file system has nameless files: make one as others do */
                files[i].temporary = strdup(i == 0 ? ".a" : ".b");
                close(open(files[i].temporary, O_WRONLY | O_CREAT, 0600));
            }
        }
        raise(SIGTERM);
        _exit(2);
    }
    assert_true(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_false(there("a") || there("b") || there(".a") || there(".b"));
}

/* With or without a failed allocation before: status 71 and a sentence, or the signal. The files are gone with the former. */
static void a_crash_for_lack_of_memory_is_explained(void **state)
{
    (void)state;
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT};
    for (size_t i = 0; i < 2 * (sizeof crashes / sizeof *crashes); i++) {
        bool lack = i % 2 == 0;
        char names[FILES][16];
        int status;
        struct captured captured;
        make_files(names);
        capture_begin(&captured);
        pid_t child = fork();
        if (child == 0) {
            char *volatile slots[FILES] = {NULL};
            signal(crashes[i / 2], SIG_DFL); /* a sanitizer has it */
            setrlimit(RLIMIT_CORE, &(struct rlimit){0});
            watch_files(slots, names);
            signals_explain_crashes();
            errno = lack ? ENOMEM : 0;
            raise(crashes[i / 2]);
            _exit(2);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        const char *said = capture_end(&captured);
        if (lack) {
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_MEMORY);
            assert_non_null(strstr(said, ": out of memory\n"));
            check_files(names);
        } else {
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == crashes[i / 2]);
            assert_string_equal(said, "");
            for (int j = 0; j < FILES; j++)
                unlink(names[j]);
        }
    }
}

/* A child that watches a file, says so and waits for a signal. */
static _Noreturn void wait_in_child(const char *name, int ready)
{
    char *volatile slot = NULL;
    signals_watch(&slot);
    slot = (char *)(uintptr_t)name;
    if (write(ready, "c", 1) != 1)
        _exit(1);
    for (;;)
        pause();
}

/* A program with two children that watch files; it ends by exit() or by a signal. */
static void run_parent(int ending)
{
    static const char *const names[] = {"one", "two"};
    int ready[2];
    char bytes[2];
    default_signals();
    if (pipe(ready) != 0)
        _exit(1);
    for (int i = 0; i < 2; i++) {
        close(open(names[i], O_WRONLY | O_CREAT, 0600));
        if (signals_fork() == 0)
            wait_in_child(names[i], ready[1]);
        if (read(ready[0], &bytes[i], 1) != 1)
            _exit(1);
    }
    if (ending == 0)
        exit(3);
    raise(ending);
}

/* The children hold the write end: the pipe ends when the last of them is gone. */
static void children_end_with_their_parent(void **state)
{
    (void)state;
    static const int endings[] = {0, SIGINT, SIGTERM, SIGKILL};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        int ends[2], status;
        char byte;
        assert_int_equal(pipe(ends), 0);
        fflush(NULL);
        pid_t parent = fork();
        if (parent == 0) {
            run_parent(endings[i]);
            _exit(1);
        }
        close(ends[1]);
        assert_int_equal(waitpid(parent, &status, 0), parent);
        assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : 0, endings[i]);
        assert_int_equal(read(ends[0], &byte, 1), 0);
        close(ends[0]);
        assert_false(there("one") || there("two"));
    }
}

static void a_child_that_ended_is_forgotten(void **state)
{
    (void)state;
    pid_t child = signals_fork();
    if (child == 0)
        _exit(7);
    int status = signals_wait(child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_removes_the_files),
        cmocka_unit_test(exit_removes_the_files),
        cmocka_unit_test(an_ignored_signal_stays_ignored),
        cmocka_unit_test(the_second_interrupt_removes_the_files),
        cmocka_unit_test(children_end_with_their_parent),
        cmocka_unit_test(two_outputs_are_removed),
        cmocka_unit_test(a_crash_for_lack_of_memory_is_explained),
        cmocka_unit_test(a_child_that_ended_is_forgotten), /* last: this process then has the handlers */
    };
    return cmocka_run_group_tests(tests, enter_folder, remove_folder);
}
