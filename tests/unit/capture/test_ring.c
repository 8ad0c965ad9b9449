/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring and the pump: bytes that go in come out, in order, and all others are counted exactly.
 *
 * Byte n of the fake device is a function of n, so every block tells its own position.
 */
#include "check.h"

#include "capture/nanoseconds.h"
#include "capture/pump.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "base/memory.h"

static const char own_cause[] = "the device said so";

/* Differs between adjacent positions, and has no period that is a power of two. */
static unsigned char byte_at(int64_t position)
{
    return (unsigned char)(position % 251);
}

static void bytes_fill(unsigned char *bytes, size_t count, int64_t position)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = byte_at(position + (int64_t)i);
}

static bool bytes_right(const unsigned char *bytes, size_t count, int64_t position)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != byte_at(position + (int64_t)i))
            return false;
    return true;
}

static double now(void)
{
    return (double)nanoseconds_now(CLOCK_MONOTONIC) * 1e-9;
}

static void nap(double seconds)
{
    nanosleep(&(struct timespec){.tv_nsec = (long)(seconds * 1e9)}, NULL);
}

static void two_full_blocks_fit_and_a_refused_one_leaves_no_trace(void **unused)
{
    (void)unused;
    struct ring *ring = ring_create(1);
    unsigned char *bytes = mem_new(MOST_BLOCK, 1);
    struct block block, full = {.size = MOST_BLOCK, .bytes = bytes};
    assert_false(ring_take(ring, &block));
    CHECK_NEAR(ring_share(ring), 0, 0);
    int put = 0;
    for (; ring_put(ring, &full); put++)
        bytes_fill(bytes, MOST_BLOCK, put + 1);
    assert_true(put >= 2);
    double share = ring_share(ring);
    assert_true(share > 0.5 && share <= 1);
    assert_false(ring_put(ring, &full));
    CHECK_NEAR(ring_share(ring), share, 0);
    for (int i = 0; i < put; i++) {
        assert_true(ring_take(ring, &block));
        assert_int_equal(block.size, MOST_BLOCK);
        assert_true(i == 0 || bytes_right(block.bytes, block.size, i));
    }
    assert_false(ring_take(ring, &block));
    CHECK_NEAR(ring_share(ring), 0, 0);
    free(bytes);
    ring_destroy(ring);
    ring_destroy(NULL);
}

static void all_facts_of_a_block_arrive(void **unused)
{
    (void)unused;
    struct ring *ring = ring_create(1 << 20);
    struct block block;
    assert_true(ring_put(ring, &(struct block){.time = INT64_MAX, .lost = INT64_MAX - 1, .estimated = true}));
    assert_true(
        ring_put(ring, &(struct block){.time = -5, .cause = own_cause, .size = 2, .bytes = (const void *)"ab"}));
    assert_true(ring_take(ring, &block));
    assert_true(block.time == INT64_MAX && block.lost == INT64_MAX - 1 && block.estimated);
    assert_true(block.cause == NULL && block.size == 0);
    assert_true(ring_take(ring, &block));
    assert_true(block.time == -5 && block.lost == 0 && !block.estimated && block.cause == own_cause);
    assert_int_equal(block.size, 2);
    assert_memory_equal(block.bytes, "ab", 2);
    ring_destroy(ring);
}

enum { RACES = 20000 };

static size_t race_size(int i)
{
    return (size_t)i * 7919 %
           3001; /* all remainders, so that blocks wrap at every position, in the header and in the bytes */
}

static void *race_put(void *argument)
{
    unsigned char bytes[3001];
    int64_t position = 0;
    for (int i = 0; i < RACES; i++) {
        struct block block = {.time = i, .lost = -i, .size = race_size(i), .bytes = bytes};
        bytes_fill(bytes, block.size, position);
        position += (int64_t)block.size;
        while (!ring_put(argument, &block))
            sched_yield();
    }
    return NULL;
}

static void two_threads_see_the_same_bytes(void **unused)
{
    (void)unused;
    struct ring *ring = ring_create(1); /* 30 MB wrap hundreds of times */
    pthread_t thread;
    int64_t position = 0;
    assert_int_equal(pthread_create(&thread, NULL, race_put, ring), 0);
    for (int i = 0; i < RACES; i++) {
        struct block block;
        while (!ring_take(ring, &block))
            sched_yield();
        assert_true(block.time == i && block.lost == -i && block.size == race_size(i));
        assert_true(bytes_right(block.bytes, block.size, position));
        position += (int64_t)block.size;
    }
    pthread_join(thread, NULL);
    ring_destroy(ring);
}

/* Returns `blocks` blocks of `size` bytes, as fast as it is read, then ends. Each `every`th reports 10 bytes lost. */
struct fake {
    struct device device;
    int blocks, every;
    size_t size;
    int64_t position, own_lost; /* so far */
    _Atomic int given;          /* blocks read so far; read by the test */
    double pause;               /* before each block, seconds */
    bool silent;                /* no bytes ever come */
    bool masked;                /* signals are blocked in the thread that reads it */
};

static ssize_t fake_read(struct device *device, unsigned char *bytes, size_t size, struct block *block)
{
    struct fake *fake = (struct fake *)device;
    int number = atomic_load(&fake->given);
    assert_true(size >= MOST_BLOCK);
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    fake->masked = sigismember(&blocked, SIGALRM) == 1;
    if (fake->silent) {
        nap(0.02);
        return 0;
    }
    if (number == fake->blocks) {
        snprintf(device->failure, sizeof device->failure, "%s", "it was pulled out");
        return -1;
    }
    if (fake->pause > 0)
        nap(fake->pause);
    if (fake->every > 0 && number % fake->every == 0) {
        *block = (struct block){.lost = 10, .cause = own_cause, .estimated = true};
        fake->position += 10;
        fake->own_lost += 10;
    }
    block->time = number;
    bytes_fill(bytes, fake->size, fake->position);
    fake->position += (int64_t)fake->size;
    atomic_store(&fake->given, number + 1);
    return (ssize_t)fake->size;
}

static struct fake fake_new(int blocks, size_t size)
{
    return (struct fake){.device = {.name = "fake", .read = fake_read}, .blocks = blocks, .size = size};
}

static void wait_for_all(struct fake *fake)
{
    for (double end = now() + 60; atomic_load(&fake->given) < fake->blocks && now() < end;)
        nap(1e-3);
    assert_int_equal(atomic_load(&fake->given), fake->blocks);
}

/* Counts what came, and checks that all bytes are in their place. */
struct haul {
    int64_t position, lost, full; /* full: bytes lost because the buffer was full */
    int blocks, empty;
    struct block last;
};

static struct haul haul_in(struct pump *pump, double pause)
{
    struct haul haul = {.position = 0};
    struct block block;
    enum pump_state state;
    while ((state = pump_next(pump, &block, 0.5)) != PUMP_END) {
        if (state == PUMP_QUIET)
            continue;
        assert_true((block.lost > 0) == (block.cause != NULL));
        haul.position += block.lost;
        assert_true(bytes_right(block.bytes, block.size, haul.position));
        haul.position += (int64_t)block.size;
        haul.lost += block.lost;
        haul.full += block.cause != NULL && block.cause != own_cause ? block.lost : 0;
        haul.blocks++;
        haul.empty += block.size == 0;
        haul.last = block;
        if (pause > 0)
            nap(pause);
    }
    assert_int_equal(pump_next(pump, &block, 0), PUMP_END); /* also when asked again */
    return haul;
}

static void a_pipe_loses_nothing_however_slow_we_are(void **unused)
{
    (void)unused;
    struct fake fake = fake_new(60, MOST_BLOCK);
    fake.device.waits = true;
    struct pump *pump = pump_create(&fake.device, 1);
    struct haul haul = haul_in(pump, 2e-3);
    int64_t bytes = -1, pieces = -1;
    pump_overruns(pump, &bytes, &pieces);
    assert_true(haul.position == 60 * (int64_t)MOST_BLOCK && haul.lost == 0 && bytes == 0 && pieces == 0);
    assert_string_equal(fake.device.failure, "it was pulled out"); /* written by the thread before it ends */
    pump_destroy(pump);
}

/* No block is taken until the device has ended: then come those that fitted, and one that has only the loss. */
static void what_finds_no_room_is_counted_at_the_end(void **unused)
{
    (void)unused;
    struct fake fake = fake_new(100, 40000);
    struct pump *pump = pump_create(&fake.device, 1);
    wait_for_all(&fake);
    assert_true(pump_share(pump) > 0.8);
    pump_stop(pump);
    struct haul haul = haul_in(pump, 0);
    int64_t bytes = 0, pieces = 0;
    pump_overruns(pump, &bytes, &pieces);
    assert_true(haul.position == fake.position && haul.lost == bytes && haul.lost > 0 && pieces == 1);
    assert_true(haul.empty == 1 && haul.last.size == 0 && haul.last.lost == bytes && haul.last.time == 99);
    assert_string_equal(haul.last.cause, "the buffer was full");
    pump_destroy(pump);
    pump_destroy(NULL);
}

/* The device is much faster than its reader and loses bytes itself: both losses are told apart and add up. */
static void a_slow_taker_learns_of_every_byte(void **unused)
{
    (void)unused;
    struct fake fake = fake_new(3000, 5000);
    fake.every = 7;
    struct pump *pump = pump_create(&fake.device, 1);
    struct haul haul = haul_in(pump, 1e-4);
    int64_t bytes = 0, pieces = 0;
    pump_overruns(pump, &bytes, &pieces);
    assert_true(haul.position == fake.position);
    assert_true(haul.lost == bytes + fake.own_lost);
    assert_true(bytes > 0 && bytes % 5000 == 0 && pieces > 0 && pieces <= bytes / 5000);
    assert_true(haul.full >= bytes &&
                haul.full < haul.lost); /* some of the device's losses came with their own cause */
    pump_destroy(pump);
}

static void stopping_ends_a_wait_for_room_and_keeps_what_was_read(void **unused)
{
    (void)unused;
    struct fake fake = fake_new(1000000, 50000);
    fake.device.waits = true;
    struct pump *pump = pump_create(&fake.device, 1);
    while (pump_share(pump) < 0.7)
        nap(1e-3);
    double before = now();
    pump_stop(pump);
    pump_stop(pump);
    assert_true(now() - before < 5); /* s; at once, unless the machine is busy */
    struct haul haul = haul_in(pump, 0);
    assert_true(haul.position == fake.position && haul.lost == 0);
    pump_destroy(pump);
}

static pthread_t handled_by;
static volatile sig_atomic_t handled;

static void on_alarm(int number)
{
    (void)number;
    handled_by = pthread_self();
    handled = 1;
}

static void a_wait_ends_in_time_or_by_a_signal(void **unused)
{
    (void)unused;
    struct fake fake = fake_new(1, 1);
    struct block block;
    struct sigaction action = {.sa_handler = on_alarm}, old; /* without SA_RESTART, which would not end the wait */
    fake.silent = true;
    struct pump *pump = pump_create(&fake.device, 1);
    double before = now();
    assert_int_equal(pump_next(pump, &block, 0), PUMP_QUIET);
    assert_int_equal(pump_next(pump, &block, 0.05), PUMP_QUIET);
    assert_true(now() - before > 0.045); /* s; 0.05, less the timer's resolution */
    assert_true(now() - before < 5);
    sigaction(SIGALRM, &action, &old);
    setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {.tv_usec = 50000}}, NULL);
    before = now();
    assert_int_equal(pump_next(pump, &block, 60), PUMP_QUIET);
    assert_true(now() - before < 30);
    assert_true(handled && pthread_equal(handled_by, pthread_self()));
    sigaction(SIGALRM, &old, NULL);
    pump_stop(pump);
    assert_true(fake.masked);
    assert_int_equal(pump_next(pump, &block, 60), PUMP_END);
    pump_destroy(pump);
}

static void a_block_and_the_end_wake_the_taker(void **unused)
{
    (void)unused;
    struct fake fake = fake_new(2, 100);
    fake.pause = 0.05;
    struct pump *pump = pump_create(&fake.device, 1);
    struct block block;
    double before = now();
    assert_int_equal(pump_next(pump, &block, 60), PUMP_BLOCK);
    assert_int_equal(pump_next(pump, &block, 60), PUMP_BLOCK);
    assert_int_equal(pump_next(pump, &block, 60), PUMP_END);
    assert_true(now() - before < 30); /* s; 0.1 is usual, and 60 if the wait is not ended */
    pump_destroy(pump);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_full_blocks_fit_and_a_refused_one_leaves_no_trace),
        cmocka_unit_test(all_facts_of_a_block_arrive),
        cmocka_unit_test(two_threads_see_the_same_bytes),
        cmocka_unit_test(a_pipe_loses_nothing_however_slow_we_are),
        cmocka_unit_test(what_finds_no_room_is_counted_at_the_end),
        cmocka_unit_test(a_slow_taker_learns_of_every_byte),
        cmocka_unit_test(stopping_ends_a_wait_for_room_and_keeps_what_was_read),
        cmocka_unit_test(a_wait_ends_in_time_or_by_a_signal),
        cmocka_unit_test(a_block_and_the_end_wake_the_taker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
