/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/workers.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "cli/signals.h"

enum { NEXT_LINE = 100 /* milliseconds between calls of idle */ };

/* A record that a worker writes to its pipe, followed by the text of a message. */
struct record {
    enum { ITEM_BEGINS, ITEM_SAYS, ITEM_ENDS } kind;
    int value;       /* of ITEM_SAYS: the message's kind; of ITEM_ENDS: the exit status */
    uint64_t item;   /* of ITEM_BEGINS */
    uint64_t length; /* of the text, in bytes, with its zero */
};

struct worker {
    pid_t pid; /* 0: none */
    int fd;    /* the parent's end of the pipe */
    bool busy; /* it has begun `item` and not ended it */
    size_t item;
    struct builder received; /* records that are not complete yet */
};

struct pool {
    const struct workers *setting;
    atomic_size_t *next;   /* the next item, in memory shared by all */
    struct worker *worker; /* [setting->workers] */
    bool *done;            /* [setting->items] */
    size_t alive;
    bool stopped;
};

/* In a worker. */

static void send_record(int fd, const struct record *record, const char *text)
{
    struct iovec parts[] = {{.iov_base = (void *)(uintptr_t)record, .iov_len = sizeof *record},
                            {.iov_base = (void *)(uintptr_t)text, .iov_len = record->length}};
    size_t left = sizeof *record + record->length;
    while (left > 0) {
        ssize_t sent = writev(fd, parts, 2);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            _exit(EXIT_IO); /* there is no parent any more */
        left -= (size_t)sent;
        for (size_t i = 0; i < 2; i++) {
            size_t part = (size_t)sent < parts[i].iov_len ? (size_t)sent : parts[i].iov_len;
            if (part > 0) /* a record without text has no address to move */
                parts[i].iov_base = (char *)parts[i].iov_base + part;
            parts[i].iov_len -= part;
            sent -= (ssize_t)part;
        }
    }
}

static void send_message(void *fd, enum message_kind kind, const char *text)
{
    struct record record = {.kind = ITEM_SAYS, .value = (int)kind, .length = strlen(text) + 1};
    send_record(*(int *)fd, &record, text);
}

static _Noreturn void work(const struct pool *pool, int fd)
{
    const struct workers *setting = pool->setting;
    size_t i = 0;
    message_divert(send_message, &fd);
    while ((i = atomic_fetch_add(pool->next, 1)) < setting->items) {
        send_record(fd, &(struct record){.kind = ITEM_BEGINS, .item = i}, NULL);
        int status = setting->process(setting->context, i);
        if (status == EXIT_IO) /* the parent will stop the run; no worker begins another item until it has read this */
            atomic_store(pool->next, setting->items);
        send_record(fd, &(struct record){.kind = ITEM_ENDS, .value = status}, NULL);
    }
    exit(EXIT_DONE);
}

/* In the parent. */

static bool items_are_left(const struct pool *pool)
{
    return !pool->stopped && atomic_load(pool->next) < pool->setting->items;
}

static void start(struct pool *pool, struct worker *worker)
{
    int ends[2];
    fflush(NULL); /* or the worker would write it again */
    if (pipe(ends) != 0)
        return;
    pid_t pid = signals_fork();
    if (pid == 0) {
        for (size_t i = 0; i < pool->setting->workers; i++)
            if (pool->worker[i].pid > 0)
                close(pool->worker[i].fd);
        close(ends[0]);
        work(pool, ends[1]);
    }
    int reason = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        errno = reason;
        return;
    }
    *worker = (struct worker){.pid = pid, .fd = ends[0], .received = worker->received};
    worker->received.length = 0;
    pool->alive++;
}

static void end_item(struct pool *pool, size_t item, int status)
{
    if (pool->done[item])
        return;
    pool->done[item] = true;
    if (!pool->setting->ended(pool->setting->context, item, status)) {
        pool->stopped = true;
        atomic_store(pool->next, pool->setting->items);
    }
}

static void take_record(struct pool *pool, struct worker *worker, const struct record *record, const char *text)
{
    const struct workers *setting = pool->setting;
    if (record->kind == ITEM_BEGINS) {
        worker->busy = true;
        worker->item = (size_t)record->item;
    } else if (record->kind == ITEM_SAYS) {
        setting->message(setting->context, worker->item, (enum message_kind)record->value, text);
    } else {
        worker->busy = false;
        end_item(pool, worker->item, record->value);
    }
}

/* Takes all complete records. */
static void take_records(struct pool *pool, struct worker *worker)
{
    struct builder *received = &worker->received;
    struct record record;
    size_t at = 0;
    while (received->length - at >= sizeof record) {
        memcpy(&record, received->text + at, sizeof record);
        if (received->length - at - sizeof record < record.length)
            break;
        take_record(pool, worker, &record, received->text + at + sizeof record);
        at += sizeof record + record.length;
    }
    if (at > 0)
        memmove(received->text, received->text + at, received->length - at);
    received->length -= at;
}

/* The exit status of an item whose worker has ended in its middle; says why, unless the worker has done so. */
static int explain(struct pool *pool, const struct worker *worker, int status)
{
    const struct workers *setting = pool->setting;
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    setting->message(setting->context, worker->item, MESSAGE_ERROR,
                     sentence("%s: its worker was ended by signal %d (%s)", setting->names[worker->item],
                              WTERMSIG(status), strsignal(WTERMSIG(status))));
    return EXIT_INTERNAL;
}

static void end_worker(struct pool *pool, struct worker *worker)
{
    int status = signals_wait(worker->pid);
    close(worker->fd);
    worker->pid = 0;
    pool->alive--;
    if (worker->busy)
        end_item(pool, worker->item, explain(pool, worker, status));
    if (items_are_left(pool))
        start(pool, worker);
}

static void receive(struct pool *pool, struct worker *worker)
{
    char part[1 << 12];
    ssize_t count = read(worker->fd, part, sizeof part);
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count <= 0) {
        end_worker(pool, worker);
        return;
    }
    builder_add_bytes(&worker->received, part, (size_t)count);
    take_records(pool, worker);
}

/* Waits for records, and receives them. Only workers that run are polled: poll() refuses more entries than the limit of
 * open files. */
static void receive_some(struct pool *pool, struct pollfd *polled)
{
    const struct workers *setting = pool->setting;
    nfds_t running = 0, at = 0;
    for (size_t i = 0; i < setting->workers; i++)
        if (pool->worker[i].pid > 0)
            polled[running++] = (struct pollfd){.fd = pool->worker[i].fd, .events = POLLIN};
    bool ready = poll(polled, running, setting->idle != NULL ? NEXT_LINE : -1) > 0;
    for (size_t i = 0; ready && i < setting->workers && at < running; i++)
        if (pool->worker[i].pid > 0 && polled[at++].revents != 0)
            receive(pool, &pool->worker[i]);
    if (setting->idle != NULL)
        setting->idle(setting->context);
}

/* The items that a worker had taken and not begun when it was killed. */
static void end_lost_items(struct pool *pool)
{
    const struct workers *setting = pool->setting;
    for (size_t i = 0; i < setting->items && !pool->stopped; i++) {
        if (pool->done[i])
            continue;
        setting->message(setting->context, i, MESSAGE_ERROR, sentence("%s: its worker was killed", setting->names[i]));
        end_item(pool, i, EXIT_INTERNAL);
    }
}

void workers_run(const struct workers *setting)
{
    struct pool pool = {.setting = setting};
    pool.next = mmap(NULL, sizeof *pool.next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pool.next == MAP_FAILED)
        mem_fail();
    pool.worker = mem_new(setting->workers, sizeof *pool.worker);
    pool.done = mem_new(setting->items, sizeof *pool.done);
    struct pollfd *polled = mem_new(setting->workers, sizeof *polled);
    for (size_t i = 0; i < setting->workers; i++)
        start(&pool, &pool.worker[i]);
    do {
        if (pool.alive == 0)
            die(EXIT_NO_MEMORY, "no worker can be started: %s", strerror(errno));
        while (pool.alive > 0)
            receive_some(&pool, polled);
    } while (items_are_left(&pool));
    end_lost_items(&pool);
    for (size_t i = 0; i < setting->workers; i++)
        free(pool.worker[i].received.text);
    munmap(pool.next, sizeof *pool.next);
    free(pool.worker);
    free(pool.done);
    free(polled);
}
