/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/run.h"

#include <string.h>

#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/tool.h"
#include "spectra/column_names.h"
#include "spectra/spectra_header.h"

const char *run_try_input(struct reader *in, const char *path, const struct input_options *options)
{
    const char *why = reader_open(in, path, options);
    if (in->live)
        signals_ignore_first_interrupt();
    return why != NULL ? why : reader_select_time(in, &options->time, spectra_header_offset(&in->header));
}

/* The header with this command in its history. */
static struct header describe(const struct header *header)
{
    struct header described = *header;
    header_history(&described, tool_command());
    return described;
}

static int report_writer(const struct writer *writer)
{
    return fail_with(writer->status, "%s: %s", writer->name, writer->failure);
}

/* Continues an output that gathers with the rows of another input. */
static int continue_output(struct output *out, const struct header *header, const struct reader *in)
{
    const struct header *first = &out->first;
    if (strcmp(header->axis, first->axis) != 0 || header->first != first->first || header->step != first->step)
        return fail_with(EXIT_USAGE_ERROR,
                         "%s: its columns are \"%s %g %g\", those of the first input \"%s %g %g\"; use -O DIR",
                         in->name, header->axis, header->first, header->step, first->axis, first->first, first->step);
    const char *why = writer_next(&out->writer, header, in->name);
    out->lost = out->writer.failure != NULL;
    return why != NULL ? fail_with(EXIT_BAD_DATA, "%s: %s", in->name, why) : EXIT_DONE;
}

static int open_output(struct output *out, const struct header *header, const struct reader *in, bool provisional)
{
    struct writer *writer = &out->writer;
    const struct header described = describe(header);
    if (out->open)
        return continue_output(out, &described, in);
    out->column_names = column_names_create(header);
    const struct writer_table table = {.names = out->column_names,
                                       .provisional = provisional,
                                       .several = out->gathers,
                                       .source = out->gathers ? in->name : NULL};
    *writer = (struct writer){0}; /* it is watched while it is created */
    signals_watch(&writer->file.temporary);
    if (writer_create(writer, out->path, out->options->format, &described, in, &table) != NULL) {
        signals_forget(&writer->file.temporary);
        column_names_destroy(out->column_names);
        out->lost = writer->status != EXIT_BAD_DATA;
        return report_writer(writer);
    }
    out->open = out->gathers;
    out->first = *header;
    return EXIT_DONE;
}

int run_open_output(struct output *out, const struct header *header, const struct reader *in)
{
    return open_output(out, header, in, false);
}

int run_open_output_early(struct output *out, const struct header *header, const struct reader *in)
{
    return out->gathers ? EXIT_DONE : open_output(out, header, in, true);
}

int run_restart_output(struct output *out, const struct header *header, const struct reader *in)
{
    if (out->gathers)
        return open_output(out, header, in, false);
    const struct header described = describe(header);
    return writer_restart(&out->writer, &described) != NULL ? report_writer(&out->writer) : EXIT_DONE;
}

static void pass(struct stage *stage, struct writer *out, const float *rows, size_t count)
{
    const float *ready = NULL;
    stage->push(stage, rows, count);
    while ((count = stage->next(stage, &ready)) > 0)
        writer_rows(out, ready, count);
}

static bool goes_on(const struct stage *stage, const struct writer *out)
{
    return !stage->done && stage->failure == NULL && (out == NULL || out->failure == NULL);
}

int64_t run_rows(struct reader *in, struct stage *stage, struct writer *out, enum when progress)
{
    struct progress *line = progress_create(progress, (double)in->header.rows, header_rate(&in->header));
    const size_t numbers = header_numbers(&in->header);
    const float *rows = NULL;
    int64_t read = 0;
    size_t count = 0;
    do {
        count = reader_next(in, &rows, RUN_BLOCK);
        if (in->failure != NULL)
            break; /* without pushing the end: missing rows must not be padded */
        if (count == 0 || !stage->by_row)
            pass(stage, out, rows, count);
        for (size_t i = 0; i < count && stage->by_row && goes_on(stage, out); i++)
            pass(stage, out, rows + i * numbers, 1);
        if (out != NULL)
            writer_flush_live(out);
        progress_show(line, (double)(read += (int64_t)count));
    } while (count > 0 && goes_on(stage, out));
    progress_destroy(line);
    return read;
}

void run_warn(const struct reader *in)
{
    if (in->cut != NULL)
        warn("%s: %s", in->name, in->cut);
    if (in->remark != NULL)
        warn("%s: %s", in->name, in->remark);
}

int run_check(const struct reader *in, const struct stage *stage)
{
    if (in->failure != NULL)
        return fail_with(in->status, "%s: %s", in->name, in->failure);
    if (stage->failure != NULL)
        return fail_with(stage->status, "%s: %s", in->name, stage->failure);
    return EXIT_DONE;
}

/* Warns of what a complete output does not hold exactly. */
static void warn_of_output(const struct writer *writer)
{
    if (writer->remark != NULL)
        warn("%s: %s", writer->name, writer->remark);
    if (writer->clipped > 0)
        warn("%s: %lld sample%s beyond full scale %s clipped; the format wav keeps them", writer->name,
             (long long)writer->clipped, writer->clipped == 1 ? "" : "s", writer->clipped == 1 ? "was" : "were");
}

static void close_output(struct output *out, const char *cut)
{
    writer_close(&out->writer, cut);
    signals_forget(&out->writer.file.temporary);
    column_names_destroy(out->column_names);
    out->open = false;
}

int run_close(struct reader *in, const struct stage *stage, struct output *out)
{
    struct writer *writer = &out->writer;
    const char *cut = in->failure != NULL ? in->failure : stage->failure;
    if (!out->gathers)
        close_output(out, cut);
    else if (cut != NULL)
        writer_drop(writer);
    int status = run_check(in, stage);
    out->lost = out->gathers && writer->failure != NULL;
    if (status == EXIT_DONE && writer->failure != NULL)
        status = report_writer(writer);
    if (status != EXIT_DONE)
        return status;
    if (!out->gathers)
        warn_of_output(writer);
    run_warn(in);
    return EXIT_DONE;
}

struct run {
    const struct run_setting *setting;
    struct several several;
    struct output out;
};

static int process_input(void *context, size_t i)
{
    struct run *run = context;
    const struct run_setting *setting = run->setting;
    struct reader in;
    const char *why = run_try_input(&in, run->several.list.names[i], setting->input);
    int status = why != NULL ? fail_with(in.status, "%s: %s", in.name, why) : EXIT_DONE;
    if (status == EXIT_DONE && (why = several_make_folder(&run->several, i)) != NULL)
        status = fail_with(EXIT_NO_OUTPUT, "%s", why);
    run->out.path = several_output(&run->several, i, setting->output->path);
    if (status == EXIT_DONE)
        status = setting->process(&in, &run->out);
    reader_close(&in);
    run->several.stop = run->out.gathers && run->out.lost;
    return status;
}

static void close_gathered(struct output *out)
{
    if (!out->open)
        return;
    close_output(out, NULL);
    if (out->lost)
        return; /* it has been reported */
    if (out->writer.failure != NULL)
        die(out->writer.status, "%s: %s", out->writer.name, out->writer.failure);
    warn_of_output(&out->writer);
}

int run_inputs(const struct run_setting *setting, char **operands)
{
    struct run run = {.setting = setting, .out = {.options = setting->output}};
    const struct output_options *output = setting->output;
    const char *format = output->format != NULL ? output->format : setting->format;
    const struct several_setting several = {.options = setting->several,
                                            .output = output->path,
                                            .extension = output_extension(format),
                                            .single =
                                                setting->single != NULL ? setting->single : output_gathers(output),
                                            .no_output = setting->no_output};
    if (setting->no_output && setting->several->list.folder != NULL)
        die(EXIT_USAGE_ERROR, "%s", setting->single);
    several_open(&run.several, &several, operands);
    run.out.gathers = several_gathers(&run.several);
    several_run(&run.several, process_input, &run, setting->progress);
    close_gathered(&run.out);
    return several_end(&run.several);
}
