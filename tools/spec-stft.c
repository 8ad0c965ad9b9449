/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-stft: computes the short-time Fourier transform of samples, or its inverse.
 */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "signal/rows/mean_row.h"
#include "signal/transform/level.h"
#include "spectra/spectra_header.h"
#include "tools/shared/frame_options.h"
#include "tools/shared/preview.h"
#include "tools/shared/run.h"
#include "tools/stft/synthesis.h"

static struct {
    enum when progress;
    struct input_options input;
    struct frame_options frame_options;
    struct several_options several;
    struct output_options output;
    enum spectrum kind;
    enum scaling scaling;
    enum phase_origin phase;
    bool average, peak_hold, inverse, plan;
} opt = {.input = INPUT_OPTIONS_DEFAULT,
         .frame_options = FRAME_OPTIONS_DEFAULT,
         .kind = SPECTRUM_POWER,
         .scaling = SCALING_SPECTRUM,
         .phase = PHASE_FRAME};

/* clang-format off: one option a line */
static const struct option_row options[] = {
    OPTION_SECTION("Frames"),
    OPTIONS_FRAMES(&opt.frame_options),
    OPTION_SECTION("Rows"),
    OPTION_CHOICE('k', "kind", "NAME", &opt.kind, spectrum_name,
                  "quantity in the rows; a full-scale sine reads 1, or 0 dB"),
    OPTION_CHOICE(0, "scaling", "NAME", &opt.scaling, scaling_name,
                  "scale the spectra for tones, for noise, or not at all"),
    OPTION_CHOICE(0, "phase-from", "NAME", &opt.phase, phase_origin_name, "sample at which phases are zero"),
    OPTION_FLAG(0, "average", &opt.average, "write one row: the mean power of all frames"),
    OPTION_FLAG(0, "peak-hold", &opt.peak_hold, "write one row: the greatest power of each bin"),
    OPTION_FLAG(0, "inverse", &opt.inverse, "turn complex rows back into samples"),
    OPTION_FLAG(0, "plan", &opt.plan, "print the size and resolution of the output, without reading the samples"),
    OPTION_SECTION("Input"),
    OPTIONS_INPUT(&opt.input),
    OPTIONS_SEVERAL(&opt.several),
    OPTION_SECTION("Output"),
    OPTIONS_OUTPUT(&opt.output),
    OPTION_WHEN(0, "progress", &opt.progress, "show progress on stderr"),
    OPTION_END};
/* clang-format on */

static const struct tool tool = {
    .name = "spec-stft",
    .synopsis = "[OPTION]... [FILE]...",
    .example = "spec-stft -l 25ms -p 10ms -k level speech.wav -o speech.csv",
    .summary = "Computes the short-time Fourier transform of each FILE, and writes a stream or a\n"
               "table. FILE is audio, a stream, or raw samples (--rate); stdin when not given.",
    .options = options,
    .most_operands = -1,
};

/* NULL or a sentence; then EXIT_USAGE_ERROR. */
static const char *resolve(struct stft_setting *setting, const struct reader *in)
{
    *setting = (struct stft_setting){.spectrum = opt.kind, .scaling = opt.scaling, .phase = opt.phase};
    const char *why = frame_options_resolve(setting, &opt.frame_options, header_rate(&in->header));
    if (why != NULL)
        return why;
    if (setting->spectrum == SPECTRUM_DENSITY && setting->scaling == SCALING_NONE)
        return "--kind density and --scaling none exclude each other";
    if (setting->spectrum == SPECTRUM_DENSITY)
        setting->scaling = SCALING_DENSITY;
    if ((opt.average || opt.peak_hold) &&
        (setting->spectrum == SPECTRUM_COMPLEX || setting->spectrum == SPECTRUM_PHASE))
        return sentence("--average and --peak-hold are for power, density, magnitude and level, not %s",
                        spectrum_name(opt.kind));
    return NULL;
}

/* The transform, and the mean of its rows if only that is wanted. */
struct analysis {
    struct stft *stft;
    struct mean_row *mean_row;
};

static void push_samples(struct stage *stage, const float *samples, size_t count)
{
    const struct analysis *analysis = stage->state;
    stft_push(analysis->stft, samples, count);
}

static size_t next_spectrum(struct stage *stage, const float **row)
{
    const struct analysis *analysis = stage->state;
    *row = stage->row;
    return stft_next(analysis->stft, stage->row);
}

static size_t average_spectra(struct stage *stage, const float **row)
{
    const struct analysis *analysis = stage->state;
    while (next_spectrum(stage, row) > 0)
        mean_row_push(analysis->mean_row, *row);
    return 0;
}

static int write_spectra(struct stft *stft, const struct header *header, struct reader *in, struct output *out)
{
    int status = run_open_output(out, header, in);
    if (status != EXIT_DONE)
        return status;
    struct analysis analysis = {.stft = stft};
    struct stage stage = {.push = push_samples,
                          .next = next_spectrum,
                          .state = &analysis,
                          .row = mem_new(header_numbers(header), sizeof *stage.row)};
    int64_t samples = run_rows(in, &stage, &out->writer, opt.progress);
    /* a file whose number of rows was unknown gets its header again */
    spectra_header_set_samples(&out->writer.header, samples);
    status = run_close(in, &stage, out);
    free(stage.row);
    return status;
}

/* row[count] out: the mean or peak of all spectra */
static void fill_mean(float *row, const struct mean_row *mean_row, size_t count)
{
    mean_row_fill(mean_row, row);
    for (size_t i = 0; i < count && opt.kind == SPECTRUM_MAGNITUDE; i++)
        row[i] = sqrtf(row[i]);
    if (opt.kind == SPECTRUM_LEVEL)
        level_fill(row, row, count, LEVEL_FLOOR);
}

/* Writes the mean or peak of all spectra. Its header depends on the number of samples, which is known at the end. */
static int write_mean(struct stft *stft, const struct header *spectra, struct reader *in, struct output *out)
{
    size_t numbers = header_numbers(spectra);
    struct header header = spectra_header_mean_row(spectra, &in->header, in->header.rows);
    int status = run_open_output_early(out, &header, in);
    if (status != EXIT_DONE)
        return status;
    struct analysis analysis = {stft, mean_row_create(opt.peak_hold ? PEAK_OF_ROWS : MEAN_OF_ROWS, numbers)};
    struct stage stage = {
        .push = push_samples, .next = average_spectra, .state = &analysis, .row = mem_new(numbers, sizeof *stage.row)};
    int64_t samples = run_rows(in, &stage, NULL, opt.progress);
    header = spectra_header_mean_row(spectra, &in->header, samples);
    if (in->failure == NULL && (status = run_restart_output(out, &header, in)) == EXIT_DONE) {
        fill_mean(stage.row, analysis.mean_row, numbers);
        writer_rows(&out->writer, stage.row, 1);
    }
    if (status == EXIT_DONE)
        status = run_close(in, &stage, out);
    mean_row_destroy(analysis.mean_row);
    free(stage.row);
    return status;
}

static const char *create(struct stft **stft, struct stft_setting setting, const struct reader *in)
{
    if (opt.average || opt.peak_hold)
        setting.spectrum = SPECTRUM_POWER;
    const char *why = stft_create(stft, &setting, (size_t)in->header.channels, RUN_BLOCK);
    return why != NULL ? sentence("--window: %s", why) : NULL;
}

/* "80000 samples"; -1: unknown */
static const char *count_text(int64_t count, const char *unit)
{
    return count < 0 ? sentence("an unknown number of %s", unit) : sentence("%lld %s", (long long)count, unit);
}

static int analyse(struct reader *in, struct output *out)
{
    struct stft_setting setting;
    struct stft *stft = NULL;
    bool one_row = opt.average || opt.peak_hold;
    const char *why = resolve(&setting, in);
    if (why != NULL || (why = create(&stft, setting, in)) != NULL)
        return fail_with(EXIT_USAGE_ERROR, "%s", why);
    struct header header = spectra_header_create(&setting, &in->header);
    note("%s: %s in %ld channels at %g Hz give %s of %ld numbers", in->name, count_text(in->header.rows, "samples"),
         in->header.channels, header_rate(&in->header), count_text(header.rows, "rows"), header.width);
    if (header.rows == 0)
        warn("%s: no output: the input is shorter than one frame; use --framing center or pad", in->name);
    int status = EXIT_DONE;
    if (opt.plan) {
        header.rows = one_row ? 1 : header.rows;
        preview_spectra(&setting, in, &header);
    } else {
        status = one_row ? write_mean(stft, &header, in, out) : write_spectra(stft, &header, in, out);
    }
    stft_destroy(stft);
    return status;
}

/* NULL, or why an option given has no use for --inverse. */
static const char *check_inverse(void)
{
    bool about_rows = option_given(&opt.kind) || option_given(&opt.scaling) || option_given(&opt.phase);
    const char *given = opt.average     ? "--average"
                        : opt.peak_hold ? "--peak-hold"
                        : opt.plan      ? "--plan"
                        : about_rows    ? "a kind, scaling or phase of rows"
                                        : option_given_within(&opt.frame_options, sizeof opt.frame_options);
    return given != NULL
               ? sentence("--inverse and %s exclude each other: the header of the rows has the settings", given)
               : NULL;
}

static int process(struct reader *in, struct output *out)
{
    if (opt.inverse)
        return synthesis_run(in, out, opt.input.partial, opt.progress);
    if (!header_is(&in->header, "samples"))
        return fail_with(EXIT_BAD_DATA, "%s: spectra need samples, and the input has %s rows", in->name,
                         in->header.kind);
    return analyse(in, out);
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    const char *why = output_check(&opt.output, &opt.input);
    if (why == NULL && opt.inverse)
        why = check_inverse();
    if (why == NULL && opt.average && opt.peak_hold)
        why = "--average and --peak-hold exclude each other";
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    return run_inputs(&(struct run_setting){.several = &opt.several,
                                            .input = &opt.input,
                                            .output = &opt.output,
                                            .format = "stream",
                                            .single = opt.plan ? "--plan is for one input" : NULL,
                                            .no_output = opt.plan,
                                            .progress = &opt.progress,
                                            .process = process},
                      operands);
}
