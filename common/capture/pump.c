/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/pump.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "capture/nanoseconds.h"

static const char buffer_full[] = "the buffer was full";

struct pump {
    struct device *device;
    struct ring *ring;
    pthread_t thread;
    bool running;   /* the thread must be joined; used by the consumer only */
    sem_t ready;    /* the ring may hold a block: a hint, ring_take decides */
    sem_t stopping; /* posted once, to wake a thread that waits for room */
    atomic_bool stop, ended;
    _Atomic int64_t discarded, pieces; /* see pump_overruns */
    unsigned char *bytes;              /* of the block being read */

    /*
     * A loss that no block has reported yet, or the block that did not fit when the pump was stopped; the consumer
     * gets it after the ring's last block. Used by the thread until it has ended, then by the consumer.
     */
    struct block left;
};

/* Adds a loss to `left`, for the next block. The pump's cause takes precedence over the device's. */
static void loss_add(struct pump *pump, const struct block *block, size_t discarded)
{
    struct block *left = &pump->left;
    left->time = block->time;
    left->lost += block->lost + (int64_t)discarded;
    left->estimated = left->estimated || block->estimated;
    if (discarded > 0 && left->cause != buffer_full) {
        left->cause = buffer_full;
        atomic_fetch_add_explicit(&pump->pieces, 1, memory_order_relaxed);
    }
    if (left->cause == NULL)
        left->cause = block->cause;
    atomic_fetch_add_explicit(&pump->discarded, (int64_t)discarded, memory_order_relaxed);
}

/* The block, with the loss before it. */
static struct block loss_join(const struct block *left, struct block block)
{
    block.lost += left->lost;
    block.estimated = block.estimated || left->estimated;
    block.cause = left->cause != NULL ? left->cause : block.cause;
    return block;
}

/* The time of CLOCK_MONOTONIC `seconds` from now. */
static struct timespec time_after(double seconds)
{
    struct timespec until;
    double most = 1e6; /* 11 days: keeps the arithmetic in range */
    seconds = seconds < 0 ? 0 : seconds < most ? seconds : most;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)((seconds - floor(seconds)) * 1e9);
    until.tv_sec += (time_t)seconds + until.tv_nsec / SECOND;
    until.tv_nsec %= SECOND;
    return until;
}

/* Waits for 1 ms, too short to slow down the writer of a pipe. Returns true if the pump is to stop. */
static bool wait_for_room(struct pump *pump)
{
    struct timespec until = time_after(1e-3);
    sem_clockwait(&pump->stopping, CLOCK_MONOTONIC, &until);
    return atomic_load(&pump->stop);
}

static void deliver(struct pump *pump, const struct block *read)
{
    struct block block = loss_join(&pump->left, *read);
    bool put = ring_put(pump->ring, &block);
    while (!put && pump->device->waits) {
        if (wait_for_room(pump)) {
            pump->left = block;
            return;
        }
        put = ring_put(pump->ring, &block);
    }
    if (!put) {
        loss_add(pump, read, read->size);
        return;
    }
    pump->left = (struct block){.lost = 0};
    sem_post(&pump->ready);
}

static void *pump_run(void *argument)
{
    struct pump *pump = argument;
    struct device *device = pump->device;
    while (!atomic_load(&pump->stop)) {
        struct block block = {.bytes = pump->bytes};
        ssize_t count = device->read(device, pump->bytes, MOST_BLOCK, &block);
        block.bytes = pump->bytes;
        block.size = count > 0 ? (size_t)count : 0;
        assert(block.size <= MOST_BLOCK);
        if (count < 0) {
            if (block.lost > 0)
                loss_add(pump, &block, 0);
            break;
        }
        if (block.size > 0 || block.lost > 0)
            deliver(pump, &block);
        else if (pump->left.lost > 0) /* the device is silent: the loss does not wait for the next bytes */
            deliver(pump, &(struct block){.time = pump->left.time});
    }
    atomic_store(&pump->ended, true);
    sem_post(&pump->ready);
    return NULL;
}

/*
 * Blocks all signals in the thread, so that they interrupt the consumer in pump_next. The thread can fail to
 * start only for lack of memory or because there are too many threads; both give EAGAIN.
 */
static void start(struct pump *pump)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int status = pthread_create(&pump->thread, NULL, pump_run, pump);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status != 0)
        mem_fail();
    pump->running = true;
}

struct pump *pump_create(struct device *device, size_t buffer)
{
    struct pump *pump = mem_new(1, sizeof *pump);
    pump->device = device;
    pump->ring = ring_create(buffer);
    pump->bytes = mem_new(MOST_BLOCK, 1);
    sem_init(&pump->ready, 0, 0);
    sem_init(&pump->stopping, 0, 0);
    start(pump);
    return pump;
}

static bool take(struct pump *pump, struct block *block)
{
    bool taken = ring_take(pump->ring, block);
    if (taken)
        sem_trywait(&pump->ready); /* once per block, or the count would grow without limit */
    return taken;
}

/* Takes what is left when the thread has ended. */
static enum pump_state take_last(struct pump *pump, struct block *block)
{
    if (take(pump, block)) /* put just before the thread ended */
        return PUMP_BLOCK;
    if (pump->left.size == 0 && pump->left.lost == 0)
        return PUMP_END;
    *block = pump->left;
    block->bytes = pump->bytes;
    pump->left = (struct block){.lost = 0};
    return PUMP_BLOCK;
}

enum pump_state pump_next(struct pump *pump, struct block *block, double seconds)
{
    if (take(pump, block))
        return PUMP_BLOCK;
    struct timespec until = time_after(seconds);
    for (;;) {
        if (atomic_load(&pump->ended))
            return take_last(pump, block);
        int status = sem_clockwait(&pump->ready, CLOCK_MONOTONIC, &until);
        if (take(pump, block))
            return PUMP_BLOCK;
        if (status != 0)
            return PUMP_QUIET;
    }
}

void pump_stop(struct pump *pump)
{
    if (!pump->running)
        return;
    atomic_store(&pump->stop, true);
    sem_post(&pump->stopping);
    pthread_join(pump->thread, NULL);
    pump->running = false;
}

double pump_share(const struct pump *pump)
{
    return ring_share(pump->ring);
}

void pump_overruns(const struct pump *pump, int64_t *bytes, int64_t *pieces)
{
    *bytes = atomic_load_explicit(&pump->discarded, memory_order_relaxed);
    *pieces = atomic_load_explicit(&pump->pieces, memory_order_relaxed);
}

void pump_destroy(struct pump *pump)
{
    if (pump == NULL)
        return;
    pump_stop(pump);
    sem_destroy(&pump->ready);
    sem_destroy(&pump->stopping);
    ring_destroy(pump->ring);
    free(pump->bytes);
    free(pump);
}
