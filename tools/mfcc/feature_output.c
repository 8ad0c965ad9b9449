/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mfcc/feature_output.h"

#include <string.h>

#include "base/sentence.h"
#include "cli/signals.h"
#include "cli/tool.h"

const char *feature_output_format(const char *format, const char *path, bool folder)
{
    const char *asked = writer_format_asked(path);
    if (format != NULL || folder)
        return format != NULL ? format : "csv";
    return asked != NULL ? asked : writer_extension(path) == NULL ? "stream" : NULL;
}

/* The i-th format that has a long form; NULL past the end. */
static const char *long_format_name(size_t i)
{
    const char *name = NULL;
    for (size_t k = 0; (name = writer_format_name(k)) != NULL; k++)
        if (writer_format_find(name)->long_form && i-- == 0)
            break;
    return name;
}

const char *feature_output_check(const struct feature_output *output, const char *name)
{
    const struct writer_format *format = writer_format_find(name);
    if (output->long_form && !format->long_form)
        return sentence("--long is for %s, not for %s", sentence_names(long_format_name), name);
    if (output->precision != FEATURE_OUTPUT_DIGITS && !format->text)
        return sentence("--precision is for text formats, not for %s", name);
    return NULL;
}

/* Remembers the exit status and returns the sentence. */
static const char *fail(struct feature_output *output, int status, const char *why)
{
    output->status = status;
    return why;
}

/* Returns why the columns of an input differ from those of the first, or NULL: bands depend on the sample rate. */
static const char *check_names(const struct feature_output *output, const struct layout *layout)
{
    const char *why = NULL;
    if (layout->width != output->width)
        return NULL; /* the writer reports that */
    char **names = layout_names(layout);
    for (size_t i = 0; i < output->width && why == NULL; i++)
        if (strcmp(names[i], output->names[i]) != 0)
            why = sentence("its column %zu is %s, that of the first input is %s; use --freq LO:HI or --out-dir", i + 1,
                           names[i], output->names[i]);
    layout_names_destroy(names, layout->width);
    return why;
}

/* Continues the open output with another input. */
static const char *next_input(struct feature_output *output, const struct header *header, const struct reader *in,
                              const struct layout *layout)
{
    const struct mel_setting *mel = &layout->melspec.mel;
    const char *why = check_names(output, layout);
    bool other_bands = mel->low != output->low || mel->high != output->high;
    if (why == NULL && other_bands && layout->kind == ROW_MFCC)
        warn("%s: its bands are from %g to %g Hz, those of the first input from %g to %g Hz; use --freq LO:HI",
             in->name, mel->low, mel->high, output->low, output->high);
    return fail(output, EXIT_USAGE_ERROR, why != NULL ? why : writer_next(&output->writer, header, in->name));
}

static const char *open_writer(struct feature_output *output, const char *path, const struct header *header,
                               const struct reader *in, const struct layout *layout)
{
    output->low = layout->melspec.mel.low;
    output->high = layout->melspec.mel.high;
    output->width = layout->width;
    output->names = layout_names(layout);
    struct writer_table table = {.names = (const char *const *)output->names,
                                 .source = in->name,
                                 .several = output->gathers,
                                 .long_form = output->long_form,
                                 .precision = output->precision,
                                 .htk_kind = layout_htk_kind(layout)};
    signals_watch(&output->writer.file.temporary);
    const char *why = writer_create(&output->writer, path, output->format, header, in, &table);
    if (why != NULL) {
        signals_forget(&output->writer.file.temporary);
        output->lost = output->gathers && output->writer.status != EXIT_BAD_DATA;
        layout_names_destroy(output->names, output->width);
        return fail(output, output->writer.status, sentence("%s: %s", output->writer.name, why));
    }
    output->open = true;
    return NULL;
}

const char *feature_output_begin(struct feature_output *output, const char *path, const struct reader *in,
                                 const struct layout *layout)
{
    struct header header = layout_header(layout, &in->header);
    header_history(&header, tool_command());
    return output->open ? next_input(output, &header, in, layout) : open_writer(output, path, &header, in, layout);
}

static const char *close_writer(struct feature_output *output, const char *cut)
{
    writer_close(&output->writer, cut);
    signals_forget(&output->writer.file.temporary);
    output->open = false;
    layout_names_destroy(output->names, output->width);
    if (output->writer.failure == NULL && cut == NULL && output->writer.remark != NULL)
        warn("%s: %s", output->writer.name, output->writer.remark);
    if (output->writer.failure == NULL)
        return NULL;
    return fail(output, output->writer.status, sentence("%s: %s", output->writer.name, output->writer.failure));
}

const char *feature_output_end(struct feature_output *output, const char *cut)
{
    if (!output->gathers)
        return close_writer(output, cut);
    if (cut != NULL)
        writer_drop(&output->writer);
    return NULL;
}

bool feature_output_failed(const struct feature_output *output)
{
    return output->lost || (output->open && output->writer.failure != NULL);
}

const char *feature_output_close(struct feature_output *output)
{
    return output->open ? close_writer(output, NULL) : NULL;
}
