/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mfcc/feature_output.h"

#include <string.h>

#include "base/sentence.h"
#include "cli/signals.h"
#include "cli/tool.h"

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(name, *names) != 0)
        names++;
    return *names != NULL;
}

const char *feature_output_check(const struct feature_output *feature_output, const char *format)
{
    static const char *const lines[] = {"csv", "tsv", NULL}, *const texts[] = {"csv", "tsv", "arff", "arkt", NULL};
    if (feature_output->long_form && !is_one_of(format, lines))
        return sentence("--long is for csv and tsv, not for %s", format);
    if (feature_output->precision != FEATURE_OUTPUT_DIGITS && !is_one_of(format, texts))
        return sentence("--precision is for numbers as text, not for %s", format);
    if (feature_output->gathers && !writer_format_gathers(format))
        return sentence("the format %s holds the rows of one input, and there are several: -O DIR, or csv", format);
    return NULL;
}

/* Columns of one table mean the same in all of it: bands of another rate may lie elsewhere. */
static const char *check_names(const struct feature_output *feature_output, const struct layout *layout)
{
    const char *why = NULL;
    if (layout->width != feature_output->width)
        return NULL; /* the writer says that */
    char **names = layout_names(layout);
    for (size_t i = 0; i < feature_output->width && why == NULL; i++)
        if (strcmp(names[i], feature_output->names[i]) != 0)
            why = sentence("its column %zu is %s, and that of the first input %s: --freq LO:HI, or --out-dir", i + 1,
                           names[i], feature_output->names[i]);
    layout_names_destroy(names, layout->width);
    return why;
}

const char *feature_output_begin(struct feature_output *feature_output, const char *path, const struct reader *in,
                                 const struct layout *layout, int *status)
{
    struct header header = layout_header(layout, &in->header);
    header_history(&header, tool_command());
    const struct mel_setting *mel = &layout->melspec.mel;
    if (feature_output->open) {
        *status = EXIT_USAGE_ERROR;
        const char *why = check_names(feature_output, layout);
        bool elsewhere = mel->low != feature_output->low || mel->high != feature_output->high;
        if (why == NULL && elsewhere && layout->kind == ROW_MFCC)
            warn("%s: its bands lie between %g and %g Hz, those of the first input between %g and %g: --freq LO:HI",
                 in->name, mel->low, mel->high, feature_output->low, feature_output->high);
        return why != NULL ? why : writer_next(&feature_output->out, &header, in->name);
    }
    feature_output->low = mel->low;
    feature_output->high = mel->high;
    feature_output->width = layout->width;
    feature_output->names = layout_names(layout);
    struct writer_table table = {.names = (const char *const *)feature_output->names,
                                 .source = in->name,
                                 .several = feature_output->gathers,
                                 .long_form = feature_output->long_form,
                                 .precision = feature_output->precision,
                                 .htk_kind = layout_htk_kind(layout)};
    signals_watch(&feature_output->out.file.temporary);
    const char *why = writer_create(&feature_output->out, path, feature_output->format, &header, in, &table);
    if (why != NULL) {
        signals_forget(&feature_output->out.file.temporary);
        *status = feature_output->out.status;
        feature_output->lost = feature_output->gathers && *status != EXIT_BAD_DATA;
        layout_names_destroy(feature_output->names, feature_output->width);
        return sentence("%s: %s", feature_output->out.name, why);
    }
    if (feature_output->out.remark != NULL)
        warn("%s: %s", feature_output->out.name, feature_output->out.remark);
    feature_output->open = true;
    return NULL;
}

static const char *close_writer(struct feature_output *feature_output, const char *cut, int *status)
{
    writer_close(&feature_output->out, cut);
    signals_forget(&feature_output->out.file.temporary);
    feature_output->open = false;
    layout_names_destroy(feature_output->names, feature_output->width);
    if (feature_output->out.failure == NULL)
        return NULL;
    *status = feature_output->out.status;
    return sentence("%s: %s", feature_output->out.name, feature_output->out.failure);
}

const char *feature_output_end(struct feature_output *feature_output, const char *why, int *status)
{
    if (feature_output->gathers) {
        if (why != NULL)
            writer_drop(&feature_output->out);
        return why;
    }
    int ignored = 0;
    const char *fault = close_writer(feature_output, why, why != NULL ? &ignored : status);
    return why != NULL ? why : fault;
}

bool feature_output_failed(const struct feature_output *feature_output)
{
    return feature_output->lost || (feature_output->open && feature_output->out.failure != NULL);
}

const char *feature_output_close(struct feature_output *feature_output, int *status)
{
    return feature_output->open ? close_writer(feature_output, NULL, status) : NULL;
}
