/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/several.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/memory.h"
#include "cli/progress.h"
#include "cli/tool.h"
#include "stream/file.h"
#include "tools/shared/workers.h"

enum { MOST_NAMED = 10, LONGEST_LIST = 600 /* failures named at the end, and bytes of their names */ };

/* Checks the one output, for all inputs. */
static void check_output(const struct several *several, const struct several_setting *setting)
{
    const char *output = setting->output, *last = several->list.names[several->list.count - 1], *why = NULL;
    bool one = several->list.count == 1;
    if (setting->options->jobs > 0 && !(one && setting->shares_one))
        die(EXIT_USAGE_ERROR, "--jobs is for --out-dir%s", setting->shares_one ? ", or for one input" : "");
    if (!one && setting->single != NULL && output == NULL && access(last, F_OK) != 0)
        die(EXIT_USAGE_ERROR, "%s: no such input; an output is named by -o FILE", last);
    if (!one && setting->single != NULL)
        die(EXIT_USAGE_ERROR, "%s", setting->single);
    if (!setting->no_output && (why = file_refuse(output)) != NULL)
        die(EXIT_NO_OUTPUT, "%s: %s", output != NULL && strcmp(output, "-") != 0 ? output : "stdout", why);
}

void several_open(struct several *several, const struct several_setting *setting, char **operands)
{
    const struct input_list_options *options = &setting->options->list;
    int status = EXIT_DONE;
    *several = (struct several){.jobs = setting->options->jobs, .in_folder = options->folder != NULL};
    if (several->in_folder && setting->output != NULL)
        die(EXIT_USAGE_ERROR, "--output and --out-dir exclude each other");
    const char *why = input_list_collect(&several->list, options, operands, &status);
    if (why == NULL && several->in_folder)
        why = input_list_name_outputs(&several->list, options, setting->extension, &status);
    if (why != NULL)
        die(status, "%s", why);
    if (!several->in_folder)
        check_output(several, setting);
    if (several->in_folder || several->list.count > 1)
        if ((why = input_list_check_outputs(&several->list, setting->output)) != NULL)
            die(EXIT_USAGE_ERROR, "%s", why);
    several->failed = mem_new(several->list.count, sizeof *several->failed);
}

const char *several_output(const struct several *several, size_t i, const char *output)
{
    return several->in_folder ? several->list.outputs[i] : output;
}

const char *several_make_folder(const struct several *several, size_t i)
{
    return several->in_folder ? input_list_make_folder(&several->list, i) : NULL;
}

bool several_gathers(const struct several *several)
{
    return !several->in_folder && several->list.count > 1;
}

static int process_input(void *context, size_t i)
{
    struct several *several = context;
    if (several->list.refusals[i] != NULL)
        return fail_with(EXIT_NO_INPUT, "%s: %s", several->list.names[i], several->list.refusals[i]);
    if (several->list.count > 1 || strcmp(several->list.names[i], "-") != 0)
        tool_set_operand(several->list.names[i]);
    return several->process(several->context, i);
}

static void log_message(void *context, size_t i, enum message_kind kind, const char *text)
{
    struct several *several = context;
    run_log_message(several->log, i, kind, text);
}

static bool end_input(void *context, size_t i, int status)
{
    struct several *several = context;
    several->ended++;
    if (status != EXIT_DONE) {
        several->failed[i] = true;
        several->failures++;
        several->status = status;
    }
    if (several->log != NULL)
        run_log_end(several->log, i);
    progress_show(several->line, (double)several->ended);
    several->stopped = several->stopped || (status == EXIT_IO && several->in_folder);
    return !several->stopped && !several->stop;
}

static void show_progress(void *context)
{
    const struct several *several = context;
    progress_show(several->line, (double)several->ended);
}

static void log_own_message(void *context, enum message_kind kind, const char *text)
{
    struct several *several = context;
    run_log_message(several->log, several->current, kind, text);
}

/* Processes the inputs one after the other, in this process. */
static void run_here(struct several *several)
{
    bool goes_on = true;
    for (size_t i = 0; i < several->list.count && goes_on; i++) {
        several->current = i;
        goes_on = end_input(several, i, process_input(several, i));
    }
}

static void run_in_workers(struct several *several)
{
    size_t jobs = several->jobs > 0 ? (size_t)several->jobs : 1;
    struct workers workers = {.items = several->list.count,
                              .names = several->list.names,
                              .workers = jobs < several->list.count ? jobs : several->list.count,
                              .context = several,
                              .process = process_input,
                              .message = log_message,
                              .ended = end_input,
                              .idle = several->line != NULL ? show_progress : NULL};
    workers_run(&workers);
}

void several_run(struct several *several, int (*process)(void *context, size_t i), void *context, enum when *progress)
{
    several->process = process;
    several->context = context;
    if (several->list.count == 1) {
        run_here(several);
        return;
    }
    several->log = run_log_create(several->list.names, several->list.count);
    several->line = progress_create(*progress, (double)several->list.count, 0);
    *progress = WHEN_NEVER;
    if (several->in_folder) {
        run_in_workers(several);
    } else {
        message_divert(log_own_message, several);
        run_here(several);
        message_divert(NULL, NULL);
    }
    progress_destroy(several->line);
    run_log_destroy(several->log);
    several->line = NULL;
    several->log = NULL;
}

/* "a.wav, b.wav and 8 more"; released by free() */
static char *name_failures(const struct several *several)
{
    struct builder text = {0};
    size_t named = 0;
    for (size_t i = 0; i < several->list.count && named < MOST_NAMED && text.length < LONGEST_LIST; i++)
        if (several->failed[i])
            builder_add(&text, "%s%s", named++ > 0 ? ", " : "", several->list.names[i]);
    if (named < several->failures)
        builder_add(&text, " and %zu more", several->failures - named);
    return text.text;
}

static int summarize(const struct several *several)
{
    size_t left = several->list.count - several->ended;
    if (several->failures == 0)
        return EXIT_DONE;
    if (several->list.count == 1 || several->stop)
        return several->status;
    char *names = name_failures(several);
    complain("%zu of %zu inputs failed: %s", several->failures, several->list.count, names);
    free(names);
    if (several->stopped && left > 0)
        complain("stopped, with %zu inputs left: no output can be written", left);
    return several->stopped ? EXIT_IO : EXIT_SOME;
}

int several_end(struct several *several)
{
    int status = summarize(several);
    input_list_destroy(&several->list);
    free(several->failed);
    return status;
}
