/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/outlet.h"

#include <string.h>

#include "base/sentence.h"
#include "cli/tool.h"

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(name, *names) != 0)
        names++;
    return *names != NULL;
}

const char *outlet_check(const struct outlet *outlet, const char *format)
{
    static const char *const lines[] = {"csv", "tsv", NULL}, *const texts[] = {"csv", "tsv", "arff", "arkt", NULL};
    if (outlet->long_form && !is_one_of(format, lines))
        return sentence("--long is for csv and tsv, not for %s", format);
    if (outlet->precision != OUTLET_DIGITS && !is_one_of(format, texts))
        return sentence("--precision is for numbers as text, not for %s", format);
    if (outlet->gathers && !writer_format_gathers(format))
        return sentence("the format %s holds the rows of one input, and there are several: -O DIR, or csv", format);
    return NULL;
}

/* Columns of one table mean the same in all of it: bands of another rate may lie elsewhere. */
static const char *check_names(const struct outlet *outlet, const struct extraction *extraction)
{
    const char *why = NULL;
    if (extraction->width != outlet->width)
        return NULL; /* the writer says that */
    char **names = extraction_names(extraction);
    for (size_t i = 0; i < outlet->width && why == NULL; i++)
        if (strcmp(names[i], outlet->names[i]) != 0)
            why = sentence("its column %zu is %s, and that of the first input %s: --freq LO:HI, or --out-dir", i + 1,
                           names[i], outlet->names[i]);
    extraction_names_destroy(names, extraction->width);
    return why;
}

const char *outlet_begin(struct outlet *outlet, const char *path, const struct reader *in,
                         const struct extraction *extraction, int *status)
{
    struct header header = extraction_header(extraction, &in->header);
    header_history(&header, outlet->argc, outlet->argv);
    const struct mel_setting *mel = &extraction->melspec.mel;
    if (outlet->open) {
        *status = EXIT_USAGE_ERROR;
        const char *why = check_names(outlet, extraction);
        bool elsewhere = mel->low != outlet->low || mel->high != outlet->high;
        if (why == NULL && elsewhere && extraction->kind == ROW_MFCC)
            warn("%s: its bands lie between %g and %g Hz, those of the first input between %g and %g: --freq LO:HI",
                 in->name, mel->low, mel->high, outlet->low, outlet->high);
        return why != NULL ? why : writer_next(&outlet->out, &header, in->name);
    }
    outlet->low = mel->low;
    outlet->high = mel->high;
    outlet->width = extraction->width;
    outlet->names = extraction_names(extraction);
    struct writer_table table = {.names = (const char *const *)outlet->names,
                                 .source = in->name,
                                 .several = outlet->gathers,
                                 .long_form = outlet->long_form,
                                 .precision = outlet->precision,
                                 .htk_kind = extraction_htk_kind(extraction)};
    const char *why = writer_create(&outlet->out, path, outlet->format, &header, in, &table);
    if (why != NULL) {
        *status = outlet->out.status;
        outlet->lost = outlet->gathers && *status != EXIT_BAD_DATA;
        extraction_names_destroy(outlet->names, outlet->width);
        return sentence("%s: %s", outlet->out.name, why);
    }
    if (outlet->out.remark != NULL)
        warn("%s: %s", outlet->out.name, outlet->out.remark);
    outlet->open = true;
    return NULL;
}

static const char *close_writer(struct outlet *outlet, const char *cut, int *status)
{
    writer_close(&outlet->out, cut);
    outlet->open = false;
    extraction_names_destroy(outlet->names, outlet->width);
    if (outlet->out.failure == NULL)
        return NULL;
    *status = outlet->out.status;
    return sentence("%s: %s", outlet->out.name, outlet->out.failure);
}

const char *outlet_end(struct outlet *outlet, const char *why, int *status)
{
    if (outlet->gathers) {
        if (why != NULL)
            writer_drop(&outlet->out);
        return why;
    }
    int ignored = 0;
    const char *fault = close_writer(outlet, why, why != NULL ? &ignored : status);
    return why != NULL ? why : fault;
}

bool outlet_failed(const struct outlet *outlet)
{
    return outlet->lost || (outlet->open && outlet->out.failure != NULL);
}

const char *outlet_close(struct outlet *outlet, int *status)
{
    return outlet->open ? close_writer(outlet, NULL, status) : NULL;
}
