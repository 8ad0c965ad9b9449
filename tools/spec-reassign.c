/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-reassign: computes reassigned spectra of samples or tables of their points, and inverts synchrosqueezed spectra.
 */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "spectra/spectra_header.h"
#include "tools/reassign/energy_account.h"
#include "tools/reassign/inverse.h"
#include "tools/reassign/reassign_options.h"
#include "tools/reassign/tabulation.h"
#include "tools/shared/run.h"

static struct {
    struct input_options input;
    struct frame_options frame_options;
    struct reassign_options reassign_options;
    struct grid_options grid_options;
    struct several_options several;
    struct output_options output;
    enum when progress;
    bool inverse, points, peaks, events, check;
} opt = {.input = INPUT_OPTIONS_DEFAULT,
         .frame_options = FRAME_OPTIONS_DEFAULT,
         .reassign_options = REASSIGN_OPTIONS_DEFAULT,
         .grid_options = GRID_OPTIONS_DEFAULT};

/* clang-format off: one option a line */
static const struct option_row options[] = {
    OPTION_SECTION("Frames"),
    OPTIONS_FRAMES_HOP(&opt.frame_options,
                       "when not given, one frame per row, four with --row-hop; for tables, a quarter of the window"),
    OPTION_SECTION("Points"),
    OPTIONS_POINTS(&opt.reassign_options),
    OPTION_SECTION("Rows"),
    OPTIONS_SUMS(&opt.reassign_options),
    OPTIONS_GRID(&opt.grid_options),
    OPTION_FLAG(0, "inverse", &opt.inverse, "turn synchrosqueezed rows back into samples"),
    OPTION_FLAG(0, "check", &opt.check, "report the distribution of the energy on stderr"),
    OPTION_SECTION("Tables instead of rows (CSV or NPY)"),
    OPTION_FLAG(0, "points", &opt.points, "write time, frequency, level and mixed derivative of every point"),
    OPTION_FLAG(0, "peaks", &opt.peaks, "write the same for the strongest point of each ridge in each frame"),
    OPTION_FLAG(0, "events", &opt.events,
                "write the delay of the energy of each frame, which crosses zero downwards at clicks and pulses"),
    OPTION_SECTION("Input"),
    OPTIONS_INPUT(&opt.input),
    OPTIONS_SEVERAL(&opt.several),
    OPTION_SECTION("Output"),
    OPTIONS_OUTPUT(&opt.output),
    OPTION_WHEN(0, "progress", &opt.progress, "show progress on stderr"),
    OPTION_END};
/* clang-format on */

static const struct tool tool = {
    .name = "spec-reassign",
    .synopsis = "[OPTION]... [FILE]...",
    .example = "spec-reassign speech.wav | spec-render -o sharp.png",
    .summary = "Computes reassigned spectra of each FILE, and writes them as a stream or a\n"
               "table. FILE is audio, a stream, or raw samples (--rate); stdin when not given.",
    .options = options,
    .most_operands = -1,
};

static enum point_table table_wanted(void)
{
    return opt.points   ? POINT_TABLE_POINTS
           : opt.peaks  ? POINT_TABLE_PEAKS
           : opt.events ? POINT_TABLE_EVENTS
                        : POINT_TABLE_NONE;
}

/* Checks that the options suit a table of points. NULL or a sentence. */
static const char *check_table(void)
{
    const struct grid_options *grid = &opt.grid_options;
    const struct reassign_options *reassign = &opt.reassign_options;
    if (option_given(&grid->axis) || option_given(&grid->width) || option_given(&grid->row_hop) ||
        option_given(&reassign->accumulate) || option_given(&reassign->tapers) || reassign->squeeze || opt.check)
        return "--points, --peaks and --events write tables: --axis, --width, --row-hop, --accumulate, --tapers, "
               "--synchrosqueeze and --check are for rows";
    if (option_given(&reassign->kind) || option_given(&reassign->gridding) || option_given(&reassign->fill))
        return "--points, --peaks and --events write tables: --kind, --gridding and --fill are for rows";
    return opt.output.raw ? "--raw is for rows, not for tables" : NULL;
}

/* Checks the options against each other, before any input is known. NULL or a sentence. */
static const char *check_options(void)
{
    const struct reassign_options *reassign = &opt.reassign_options;
    const char *frames = option_given_within(&opt.frame_options, sizeof opt.frame_options);
    const char *why = table_wanted() != POINT_TABLE_NONE ? check_table() : NULL;
    if (opt.points + opt.peaks + opt.events + opt.inverse > 1)
        return "--points, --peaks, --events and --inverse exclude each other";
    if (opt.inverse && frames != NULL)
        return sentence("--inverse and %s exclude each other: the header of the rows describes the frames", frames);
    if (why != NULL)
        return why;
    if (reassign->tapers > 0 && option_given(&opt.frame_options.window))
        return "--tapers and --window exclude each other: --tapers uses Hermite windows";
    if (reassign->squeeze && option_given(&opt.grid_options.row_hop))
        return "--synchrosqueeze and --row-hop exclude each other: each frame is a row; use --hop";
    if (opt.check && opt.several.list.folder != NULL)
        return "--check and --out-dir exclude each other: --check reports on one input";
    if (opt.check && (reassign->accumulate != ACCUMULATE_POWER || reassign->squeeze))
        return "--check requires sums of powers: --accumulate power, without --synchrosqueeze";
    return reassign_options_check(reassign);
}

static void push_samples(struct stage *stage, const float *samples, size_t count)
{
    reassign_push(stage->state, samples, count);
}

static size_t next_spectrum(struct stage *stage, const float **row)
{
    *row = stage->row;
    return reassign_next(stage->state, stage->row);
}

static int write_rows(struct reassign *reassign, const struct header *header, struct reader *in, struct output *out)
{
    int status = run_open_output(out, header, in);
    if (status != EXIT_DONE)
        return status;
    struct stage stage = {.push = push_samples,
                          .next = next_spectrum,
                          .state = reassign,
                          .row = mem_new(header_numbers(header), sizeof *stage.row)};
    run_rows(in, &stage, &out->writer, opt.progress);
    status = run_close(in, &stage, out);
    free(stage.row);
    return status;
}

static struct point_table_setting table_setting_of(const struct reassign *reassign, const struct stft_setting *frames,
                                                   const struct header *header)
{
    struct band band = opt.grid_options.frequencies;
    return (struct point_table_setting){.kind = table_wanted(),
                                        .channels = header->channels > 1,
                                        .start = header->start,
                                        .rate = frames->rate,
                                        .low = isnan(band.low) ? 0 : band.low,
                                        .high = isnan(band.high) ? INFINITY : band.high,
                                        .gain = reassign_gain(reassign).power,
                                        .hop = frames->hop,
                                        .fft_size = frames->fft_size,
                                        .win_length = frames->win_length};
}

static void warn_of_setting(const struct reassign_setting *setting, const struct header *header,
                            const struct reader *in)
{
    reassign_options_warn(&setting->estimate);
    if (header->rows == 0)
        warn("%s: no output: the input is shorter than one frame; use --framing center or pad", in->name);
    if (setting->grid.row_hop < setting->grid.hop && !setting->want_points)
        warn("rows are closer than frames, which leaves gaps in steady sound: use a shorter --hop");
}

static int analyse(struct reader *in, struct output *out)
{
    struct stft_setting frames = {0};
    struct reassign_setting setting;
    struct reassign *reassign = NULL;
    const char *why =
        reassign_options_resolve(&setting, &frames, &opt.reassign_options, &opt.frame_options, &opt.grid_options,
                                 header_rate(&in->header), table_wanted() == POINT_TABLE_NONE);
    if (why != NULL)
        return fail_with(EXIT_USAGE_ERROR, "%s", why);
    setting.want_points = table_wanted() != POINT_TABLE_NONE;
    setting.want_energy = opt.check;
    struct header header = spectra_header_reassigned(&setting, &frames, &in->header);
    if ((why = grid_options_note(&opt.grid_options, &header)) != NULL)
        die(EXIT_BAD_DATA, "%s: %s", in->name, why);
    if ((why = reassign_create(&reassign, &setting, (size_t)in->header.channels, RUN_BLOCK)) != NULL)
        return fail_with(EXIT_USAGE_ERROR, "%s", why);
    warn_of_setting(&setting, &header, in);
    struct point_table_setting table = table_setting_of(reassign, &frames, &header);
    int status = setting.want_points ? tabulation_run(reassign, &table, in, out, opt.progress)
                                     : write_rows(reassign, &header, in, out);
    struct reassign_energy energy = reassign_energy(reassign);
    if (opt.check && status == EXIT_DONE)
        energy_account_print(&energy);
    reassign_destroy(reassign);
    return status;
}

static int process(struct reader *in, struct output *out)
{
    if (opt.inverse)
        return inverse_run(in, out, opt.progress);
    if (!header_is(&in->header, "samples"))
        return fail_with(EXIT_BAD_DATA, "%s: spectra are computed from samples, but these are %s rows", in->name,
                         in->header.kind);
    return analyse(in, out);
}

/* NULL, or why several inputs need --out-dir. */
static const char *check_single(void)
{
    return table_wanted() != POINT_TABLE_NONE ? "a table of points is for one input: for several, use -O DIR"
           : opt.check                        ? "--check is for one input"
                                              : NULL;
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    const char *why = output_check(&opt.output, &opt.input);
    if (why == NULL)
        why = check_options();
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    return run_inputs(&(struct run_setting){.several = &opt.several,
                                            .input = &opt.input,
                                            .output = &opt.output,
                                            .format = table_wanted() != POINT_TABLE_NONE ? "csv" : "stream",
                                            .single = check_single(),
                                            .progress = &opt.progress,
                                            .process = process},
                      operands);
}
