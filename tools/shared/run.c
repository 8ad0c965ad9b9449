/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/run.h"

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

void run_open_input(struct reader *in, const char *path, const struct input_options *options,
                    const struct output_options *output)
{
    const char *why = output != NULL ? output_refuse(output->path) : NULL;
    if (why != NULL)
        die(EXIT_NO_OUTPUT, "%s", why);
    if ((why = run_try_input(in, path, options)) != NULL)
        die(in->status, "%s: %s", in->name, why);
}

/* The header with this command in its history. */
static struct header describe(const struct header *header)
{
    struct header described = *header;
    header_history(&described, tool_command());
    return described;
}

static void open_output(struct output *out, const struct output_options *options, const struct header *header,
                        const struct reader *in, bool provisional)
{
    struct writer *writer = &out->writer;
    const struct header described = describe(header);
    out->column_names = column_names_create(header);
    const struct writer_table table = {.names = out->column_names, .provisional = provisional};
    *writer = (struct writer){0}; /* it is watched while it is created */
    signals_watch(&writer->file.temporary);
    if (writer_create(writer, options->path, options->format, &described, in, &table) != NULL)
        die(writer->status, "%s: %s", writer->name, writer->failure);
}

void run_open_output(struct output *out, const struct output_options *options, const struct header *header,
                     const struct reader *in)
{
    open_output(out, options, header, in, false);
}

void run_open_output_early(struct output *out, const struct output_options *options, const struct header *header,
                           const struct reader *in)
{
    open_output(out, options, header, in, true);
}

void run_restart_output(struct output *out, const struct header *header)
{
    const struct header described = describe(header);
    if (writer_restart(&out->writer, &described) != NULL)
        die(out->writer.status, "%s: %s", out->writer.name, out->writer.failure);
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
            break; /* without pushing the end: what is missing must not be padded */
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

void run_check(const struct reader *in, const struct stage *stage)
{
    if (in->failure != NULL)
        die(in->status, "%s: %s", in->name, in->failure);
    if (stage->failure != NULL)
        die(stage->status, "%s: %s", in->name, stage->failure);
}

void run_close(struct reader *in, const struct stage *stage, struct output *out)
{
    struct writer *writer = &out->writer;
    writer_close(writer, in->failure != NULL ? in->failure : stage->failure);
    signals_forget(&writer->file.temporary);
    run_check(in, stage);
    if (writer->failure != NULL)
        die(writer->status, "%s: %s", writer->name, writer->failure);
    if (writer->remark != NULL)
        warn("%s: %s", writer->name, writer->remark);
    if (writer->clipped > 0)
        warn("%s: %lld sample%s beyond full scale %s clipped; the format wav keeps them", writer->name,
             (long long)writer->clipped, writer->clipped == 1 ? "" : "s", writer->clipped == 1 ? "was" : "were");
    run_warn(in);
    column_names_destroy(out->column_names);
    reader_close(in);
}
