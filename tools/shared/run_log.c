/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/run_log.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { MOST_WARNINGS = 256 /* that are recognized when they are repeated */ };

struct message {
    enum message_kind kind;
    char *text;
    struct message *next;
};

struct input {
    struct message *first, *last;
    bool ended;
};

struct warning {
    char *text; /* without the input's name */
    size_t repeated;
};

struct run_log {
    char *const *names;   /* [count] */
    struct input *inputs; /* [count] */
    size_t count;
    size_t turn; /* the input whose messages are written at once */
    struct warning warning[MOST_WARNINGS];
    size_t warnings;
};

struct run_log *run_log_create(char *const *names, size_t count)
{
    struct run_log *log = mem_new(1, sizeof *log);
    log->names = names;
    log->count = count;
    log->inputs = mem_new(count, sizeof *log->inputs);
    return log;
}

/* The text without the name of the input, if it begins with it. */
static const char *skip_name(const struct run_log *log, size_t i, const char *text)
{
    const char *name = strcmp(log->names[i], "-") == 0 ? "stdin" : log->names[i];
    size_t length = strlen(name);
    bool named = strncmp(text, name, length) == 0 && strncmp(text + length, ": ", 2) == 0;
    return named ? text + length + 2 : text;
}

/* Whether the warning has been written before; if so, counts it. */
static bool is_repeated(struct run_log *log, const char *text)
{
    for (size_t i = 0; i < log->warnings; i++)
        if (strcmp(log->warning[i].text, text) == 0) {
            log->warning[i].repeated++;
            return true;
        }
    if (log->warnings < MOST_WARNINGS)
        log->warning[log->warnings++].text = mem_text(text);
    return false;
}

static void write_message(struct run_log *log, size_t i, enum message_kind kind, const char *text)
{
    if (kind != MESSAGE_WARNING || !is_repeated(log, skip_name(log, i, text)))
        message_write(kind, text);
}

static void keep_message(struct input *input, enum message_kind kind, const char *text)
{
    struct message *message = mem_new(1, sizeof *message);
    *message = (struct message){.kind = kind, .text = mem_text(text)};
    if (input->first == NULL)
        input->first = message;
    else
        input->last->next = message;
    input->last = message;
}

void run_log_message(struct run_log *log, size_t i, enum message_kind kind, const char *text)
{
    if (i == log->turn)
        write_message(log, i, kind, text);
    else
        keep_message(&log->inputs[i], kind, text);
}

static void write_kept(struct run_log *log, size_t i)
{
    struct message *next = NULL;
    for (struct message *message = log->inputs[i].first; message != NULL; message = next) {
        next = message->next;
        write_message(log, i, message->kind, message->text);
        free(message->text);
        free(message);
    }
    log->inputs[i].first = NULL;
}

void run_log_end(struct run_log *log, size_t i)
{
    log->inputs[i].ended = true;
    while (log->turn < log->count && log->inputs[log->turn].ended)
        if (++log->turn < log->count)
            write_kept(log, log->turn);
}

void run_log_destroy(struct run_log *log)
{
    for (size_t i = log->turn; i < log->count; i++)
        write_kept(log, i);
    for (size_t i = 0; i < log->warnings; i++) {
        const struct warning *warning = &log->warning[i];
        if (warning->repeated > 0)
            warn("%zu more input%s: %s", warning->repeated, warning->repeated == 1 ? "" : "s", warning->text);
        free(warning->text);
    }
    free(log->inputs);
    free(log);
}
