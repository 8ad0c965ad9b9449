/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-mfcc: samples or spectra to cepstra, mel bands and other features, as tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/tool.h"
#include "features/extractor.h"
#include "tools/shared/io_options.h"
#include "tools/shared/several.h"
#include "tools/mfcc/feature_output.h"
#include "tools/mfcc/preset.h"
#include "tools/mfcc/recipe_options.h"

enum { BLOCK = 1 << 14 /* samples read at once: they stay in the second-level cache */ };

static struct {
    struct recipe recipe;
    const char *preset, *explain;
    struct reader_wish input;
    struct several_wish several;
    struct output_wish output;
    bool long_form, tsv;
    long precision;
    enum when progress;
} opt = {.recipe = RECIPE_DEFAULT, .preset = "kaldi", .input = READER_WISH_DEFAULT, .precision = FEATURE_OUTPUT_DIGITS};

/* clang-format off: one option a line */
static const struct option_row options[] = {
    OPTION_SECTION("Recipe"),
    OPTION_NAME('P', "preset", "NAME", &opt.preset, preset_name,
                "all options of the recipe as that program has them; those given here override it"),
    OPTION_NAME(0, "explain", "NAME", &opt.explain, preset_name, "list the recipe beside that of a preset, and end"),
    OPTION_SECTION("Recipe: frames"),
    OPTIONS_RECIPE_FRAMES(&opt.recipe),
    OPTION_SECTION("Recipe: samples"),
    OPTIONS_RECIPE_SAMPLES(&opt.recipe),
    OPTION_SECTION("Recipe: bands"),
    OPTIONS_RECIPE_BANDS(&opt.recipe),
    OPTION_SECTION("Recipe: logarithms"),
    OPTIONS_RECIPE_LOGS(&opt.recipe),
    OPTION_SECTION("Recipe: cepstra"),
    OPTIONS_RECIPE_CEPSTRA(&opt.recipe),
    OPTION_SECTION("Recipe: rows"),
    OPTIONS_RECIPE_ROWS(&opt.recipe),
    OPTION_SECTION("Input"),
    OPTIONS_INPUT(&opt.input),
    OPTIONS_SEVERAL(&opt.several),
    OPTION_SECTION("Output"),
    OPTIONS_OUTPUT(&opt.output),
    OPTION_FLAG(0, "tsv", &opt.tsv, "the same as --format tsv"),
    OPTION_FLAG(0, "long", &opt.long_form, "of CSV and TSV: a line for each number"),
    OPTION_COUNT(0, "precision", "DIGITS", &opt.precision, 1, 17, "significant digits of numbers as text"),
    OPTION_WHEN(0, "progress", &opt.progress, "how far it has come, on stderr"),
    OPTION_END};
/* clang-format on */

static const char *apply_preset(void)
{
    preset_apply(&opt.recipe, options, opt.preset);
    return NULL;
}

static const struct tool tool = {
    .name = "spec-mfcc",
    .synopsis = "[OPTION]... [FILE]...",
    .summary = "Makes mel-frequency cepstra, mel bands and other features of each FILE (any\n"
               "audio, a stream of samples or of power or magnitude spectra, or with --rate\n"
               "bare numbers; stdin without FILE) and writes them as a table or a stream.",
    .options = options,
    .most_operands = -1,
    .prepare = apply_preset,
};

static struct run {
    struct several several;
    struct feature_output feature_output;
    bool warned; /* of bands without a bin */
} run;

static void take_row(void *to, const float *row)
{
    writer_rows(to, row, 1);
}

/* Why the recipe does not go with such an input, where it takes an option to see. */
static const char *contradiction(const struct layout *layout)
{
    static const char *const of_samples[] = {"fft-size",    "win-length", "hop",          "rounding", "window",
                                             "window-form", "framing",    "padding",      "place",    "dither",
                                             "detrend",     "preemph",    "preemph-over", NULL};
    const char *given = layout->spectra ? preset_overruled(&opt.recipe, options, opt.preset, of_samples) : NULL;
    return given != NULL ? sentence("--%s is for samples, and these are spectra", given) : NULL;
}

static void warn_of_empty(const struct reader *in, const struct extractor *extractor, size_t bands)
{
    size_t *list = mem_new(bands, sizeof *list), count = extractor_empty(extractor, list);
    if (count > 0 && !run.warned)
        warn("%s: %zu of %zu bands hold no bin of the FFT, the first is band %zu: fewer --bands or a larger --fft-size",
             in->name, count, bands, list[0] + 1);
    run.warned = run.warned || count > 0;
    free(list);
}

/* All rows of an input whose output is open. NULL or a sentence about the input. */
static const char *pass_rows(struct reader *in, struct extractor *extractor, int *status)
{
    const float *rows = NULL;
    const char *why = NULL;
    size_t count = 0;
    int64_t done = 0;
    struct progress *progress = progress_create(opt.progress, (double)in->header.rows, header_rate(&in->header));
    do {
        count = reader_next(in, &rows, BLOCK);
        if (in->failure != NULL)
            break; /* what is missing is not to be padded */
        why = extractor_push(extractor, rows, count, status);
        writer_flush_live(&run.feature_output.out);
        progress_show(progress, (double)(done += (int64_t)count));
    } while (why == NULL && count > 0 && run.feature_output.out.failure == NULL);
    progress_destroy(progress);
    if (in->failure != NULL)
        *status = in->status;
    return in->failure != NULL ? in->failure : why;
}

static const char *extract(struct reader *in, size_t i, int *status)
{
    struct layout layout;
    struct extractor *extractor = NULL;
    *status = EXIT_USAGE_ERROR;
    const char *why = layout_refuse(&in->header);
    if (why != NULL)
        *status = EXIT_BAD_DATA;
    else
        why = layout_resolve(&layout, &opt.recipe, &in->header);
    if (why == NULL)
        why = contradiction(&layout);
    if (why == NULL)
        why = extractor_create(&extractor, &layout, (size_t)in->header.channels, BLOCK, take_row,
                               &run.feature_output.out);
    if (why == NULL)
        warn_of_empty(in, extractor, layout.melspec.mel.bands);
    const char *path = run.several.outputs != NULL ? run.several.outputs[i] : opt.output.path;
    if (why == NULL && (why = feature_output_begin(&run.feature_output, path, in, &layout, status)) == NULL) {
        why = pass_rows(in, extractor, status);
        if (why == NULL && run.feature_output.out.rows == 0)
            warn("%s: no row comes of it: it is shorter than a frame; --framing center, pad or reflect makes one",
                 in->name);
        else if (why == NULL && extractor_silent(extractor))
            warn("%s: all of it is 0", in->name);
        why = feature_output_end(&run.feature_output, why, status);
    }
    extractor_destroy(extractor);
    return why;
}

/* What went wrong is said; the exit status comes back. */
static int take_input(size_t i)
{
    struct reader in;
    int status = EXIT_DONE;
    const char *why = reader_open(&in, run.several.names[i], &opt.input);
    if (in.live)
        signals_ignore_first_interrupt();
    if (why == NULL)
        why = reader_select_time(&in, &opt.input);
    if (why != NULL) {
        complain("%s: %s", in.name, why);
        reader_close(&in);
        return in.status;
    }
    if ((why = extract(&in, i, &status)) != NULL)
        complain("%s: %s", in.name, why);
    else if (in.cut != NULL)
        warn("%s: %s", in.name, in.cut);
    reader_close(&in);
    return why != NULL ? status : EXIT_DONE;
}

/* The format that holds when none is named; NULL: the name asks for one that is not written, which the writer will say. */
static const char *format_of_path(void)
{
    const char *asked = writer_format_asked(opt.output.path);
    if (opt.several.folder != NULL)
        return "csv";
    return asked != NULL ? asked : writer_extension(opt.output.path) == NULL ? "stream" : NULL;
}

static const char *prepare_outputs(int *status)
{
    const char *why = output_check(&opt.output, &opt.input), *format = opt.output.format;
    if (why != NULL)
        return why;
    if (opt.tsv && format != NULL && strcmp(format, "tsv") != 0)
        return sentence("--tsv and --format %s exclude each other", format);
    if (opt.tsv)
        format = opt.output.format = "tsv";
    if (opt.several.folder != NULL && opt.output.path != NULL)
        return "--output and --out-dir exclude each other";
    const char *name = format != NULL ? format : format_of_path();
    if (name != NULL && (why = feature_output_check(&run.feature_output, name)) != NULL)
        return why;
    run.feature_output.format = opt.several.folder != NULL ? name : format;
    why = opt.several.folder != NULL ? several_name(&run.several, opt.several.folder, name, status) : NULL;
    return why != NULL ? why : several_check(&run.several, opt.output.path);
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    int status = EXIT_DONE, last = EXIT_DONE;
    if (opt.explain != NULL) {
        preset_explain(stdout, &opt.recipe, options, opt.explain);
        return fflush(stdout) == 0 ? EXIT_DONE : EXIT_IO;
    }
    const char *why = several_collect(&run.several, &opt.several, operands, &status);
    if (why != NULL)
        die(status, "%s", why);
    run.feature_output = (struct feature_output){.gathers = run.several.count > 1 && opt.several.folder == NULL,
                                                 .long_form = opt.long_form,
                                                 .precision = (int)opt.precision};
    status = EXIT_USAGE_ERROR;
    if ((why = prepare_outputs(&status)) != NULL)
        die(status, "%s", why);
    for (size_t i = 0; i < run.several.count && !feature_output_failed(&run.feature_output); i++)
        if ((last = take_input(i)) != EXIT_DONE)
            several_fail(&run.several, i);
    if ((why = feature_output_close(&run.feature_output, &status)) != NULL)
        die(status, "%s", why);
    if (run.feature_output.lost)
        return last;
    if (run.several.failures > 0 && run.several.count > 1)
        die(EXIT_SOME, "%zu of %zu inputs failed: %s", run.several.failures, run.several.count,
            several_failed(&run.several));
    return last;
}
