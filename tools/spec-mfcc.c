/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-mfcc: computes cepstra, mel bands and other features of samples or spectra, and writes them as tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "features/extractor.h"
#include "tools/shared/run.h"
#include "tools/shared/several.h"
#include "tools/mfcc/feature_output.h"
#include "tools/mfcc/preset.h"
#include "tools/mfcc/recipe_options.h"

static struct {
    struct recipe recipe;
    const char *preset, *explain;
    struct input_options input;
    struct several_options several;
    struct output_options output;
    bool long_form, tsv;
    long precision;
    enum when progress;
} opt = {
    .recipe = RECIPE_DEFAULT, .preset = "kaldi", .input = INPUT_OPTIONS_DEFAULT, .precision = FEATURE_OUTPUT_DIGITS};

/* clang-format off: one option a line */
static const struct option_row options[] = {
    OPTION_SECTION("Recipe"),
    OPTION_NAME('P', "preset", "NAME", &opt.preset, preset_name,
                "set all options of the recipe as this program has them; options given override it"),
    OPTION_NAME(0, "explain", "NAME", &opt.explain, preset_name, "compare the recipe with a preset, and end"),
    OPTION_SECTION("Recipe, frames"),
    OPTIONS_RECIPE_FRAMES(&opt.recipe),
    OPTION_SECTION("Recipe, samples"),
    OPTIONS_RECIPE_SAMPLES(&opt.recipe),
    OPTION_SECTION("Recipe, bands"),
    OPTIONS_RECIPE_BANDS(&opt.recipe),
    OPTION_SECTION("Recipe, logarithms"),
    OPTIONS_RECIPE_LOGS(&opt.recipe),
    OPTION_SECTION("Recipe, cepstra"),
    OPTIONS_RECIPE_CEPSTRA(&opt.recipe),
    OPTION_SECTION("Recipe, rows"),
    OPTIONS_RECIPE_ROWS(&opt.recipe),
    OPTION_SECTION("Input"),
    OPTIONS_INPUT(&opt.input),
    OPTIONS_SEVERAL(&opt.several),
    OPTION_SECTION("Output"),
    OPTIONS_OUTPUT(&opt.output),
    OPTION_FLAG(0, "tsv", &opt.tsv, "write TSV, as --format tsv does"),
    OPTION_FLAG(0, "long", &opt.long_form, "write CSV or TSV with a line for each number"),
    OPTION_COUNT(0, "precision", "DIGITS", &opt.precision, 1, 17, "significant digits of numbers in text formats"),
    OPTION_WHEN(0, "progress", &opt.progress, "show progress on stderr"),
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
    .example = "spec-mfcc --preset librosa speech.flac -o speech.csv",
    .summary = "Computes mel-frequency cepstra, mel bands and other features of each FILE, and\n"
               "writes them as a table or a stream. FILE is audio, a stream of samples or of\n"
               "power or magnitude spectra, or raw samples (--rate); stdin when not given.",
    .options = options,
    .most_operands = -1,
    .prepare = apply_preset,
};

/* All inputs of one command, and the output. */
struct batch {
    struct several several;
    struct feature_output output;
};

/* Returns why an option given does not apply to the input, or NULL if all do. */
static const char *check_options(const struct layout *layout)
{
    const struct frame_recipe *frames = &opt.recipe.frames;
    const char *given = layout->from_spectra ? option_given_within(frames, sizeof *frames) : NULL;
    return given != NULL ? sentence("%s is for samples, and the input is spectra", given) : NULL;
}

/* Creates the extractor for an input. NULL or a sentence; then *status holds the exit status. */
static const char *create_extractor(struct extractor **extractor, struct layout *layout, const struct header *input,
                                    int *status)
{
    *status = EXIT_BAD_DATA;
    const char *why = layout_refuse(input);
    if (why != NULL)
        return why;
    *status = EXIT_USAGE_ERROR;
    why = layout_resolve(layout, &opt.recipe, input);
    if (why == NULL)
        why = check_options(layout);
    return why != NULL ? why : extractor_create(extractor, layout, (size_t)input->channels, RUN_BLOCK);
}

static void warn_of_empty(const struct reader *in, const struct extractor *extractor, size_t bands)
{
    size_t *list = mem_new(bands, sizeof *list), count = extractor_empty(extractor, list);
    if (count > 0)
        warn("%s: %zu of %zu bands contain no FFT bin, the first is band %zu; use fewer --bands or a larger --fft-size",
             in->name, count, bands, list[0] + 1);
    free(list);
}

static void push_rows(struct stage *stage, const float *rows, size_t count)
{
    extractor_push(stage->state, rows, count);
}

static size_t next_features(struct stage *stage, const float **row)
{
    bool found = extractor_next(stage->state, stage->row);
    *row = stage->row;
    stage->failure = extractor_failure(stage->state);
    stage->status = extractor_status(stage->state);
    return found;
}

/* Writes the features of all rows of an input. NULL or a sentence about it; then *status holds the exit status. */
static const char *pass_rows(struct reader *in, struct extractor *extractor, struct writer *out, int *status)
{
    struct stage stage = {.push = push_rows,
                          .next = next_features,
                          .state = extractor,
                          .row = mem_new(header_numbers(&out->header), sizeof *stage.row)};
    run_rows(in, &stage, out, opt.progress);
    free(stage.row);
    *status = in->failure != NULL ? in->status : stage.status;
    return in->failure != NULL ? in->failure : stage.failure;
}

static void warn_of_result(const struct reader *in, const struct extractor *extractor, int64_t rows)
{
    if (rows == 0)
        warn("%s: no output: the input is shorter than one frame; use --framing center, pad or reflect", in->name);
    else if (extractor_silent(extractor))
        warn("%s: the input is all zeros", in->name);
}

static const char *write_features(struct batch *batch, struct reader *in, size_t i, int *status)
{
    struct layout layout;
    struct extractor *extractor = NULL;
    struct feature_output *output = &batch->output;
    const char *path = several_output(&batch->several, i, opt.output.path);
    const char *why = create_extractor(&extractor, &layout, &in->header, status);
    if (why == NULL && (why = several_make_folder(&batch->several, i)) != NULL)
        *status = EXIT_NO_OUTPUT;
    if (why == NULL && header_is(&in->header, "samples"))
        preset_warn_of_rate(opt.preset, in->name, header_rate(&in->header));
    if (why == NULL) {
        warn_of_empty(in, extractor, layout.melspec.mel.bands);
        why = feature_output_begin(output, path, in, &layout);
        *status = output->status;
    }
    if (why == NULL) {
        if ((why = pass_rows(in, extractor, &output->writer, status)) == NULL)
            warn_of_result(in, extractor, output->writer.rows);
        const char *fault = feature_output_end(output, why);
        if (why == NULL && (why = fault) != NULL)
            *status = output->status;
    }
    extractor_destroy(extractor);
    return why;
}

/* Reads input i and writes its features. Reports a failure; returns the exit status. */
static int process_input(void *context, size_t i)
{
    struct batch *batch = context;
    struct reader in;
    int status = EXIT_DONE;
    const char *why = run_try_input(&in, batch->several.list.names[i], &opt.input);
    if (why != NULL)
        status = in.status;
    else
        why = write_features(batch, &in, i, &status);
    if (why != NULL)
        complain("%s: %s", in.name, why);
    else
        run_warn(&in);
    reader_close(&in);
    batch->several.stop = feature_output_failed(&batch->output);
    return why != NULL ? status : EXIT_DONE;
}

/* Sets the format of the output. Returns the extension of outputs in a folder. */
static const char *resolve_output(struct feature_output *output, bool folder)
{
    const char *why = output_check(&opt.output, &opt.input), *format = opt.output.format;
    if (why == NULL && opt.tsv && format != NULL && strcmp(format, "tsv") != 0)
        why = sentence("--tsv and --format %s exclude each other", format);
    if (opt.tsv)
        format = opt.output.format = "tsv";
    const char *name = feature_output_format(format, opt.output.path, folder);
    if (why == NULL && name != NULL)
        why = feature_output_check(output, name);
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    output->format = folder ? name : format;
    return name != NULL ? output_extension(name) : NULL;
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    struct batch batch = {.output = {.long_form = opt.long_form, .precision = (int)opt.precision}};
    if (opt.explain != NULL) {
        preset_explain(stdout, &opt.recipe, options, opt.explain);
        return tool_close_stdout();
    }
    const char *extension = resolve_output(&batch.output, opt.several.list.folder != NULL);
    several_open(&batch.several,
                 &(struct several_setting){.options = &opt.several,
                                           .output = opt.output.path,
                                           .extension = extension,
                                           .single = output_gathers(&opt.output)},
                 operands);
    batch.output.gathers = several_gathers(&batch.several);
    several_run(&batch.several, process_input, &batch, &opt.progress);
    const char *why = feature_output_close(&batch.output);
    if (why != NULL)
        die(batch.output.status, "%s", why);
    return several_end(&batch.several);
}
